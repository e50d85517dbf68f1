import { UnderstudyError } from '../errors.ts'

/** @param what was asked for, and why, as a sentence goes on; no value of a statement. */
export function writeRefused(what: string): UnderstudyError {
  return new UnderstudyError('WRITE_REFUSED', {
    operation: 'read the source',
    message: `A source is only read; refused was ${what}`,
  })
}
