import { UnderstudyError } from '../errors.ts'

/** Input that is not what its format says. `at` is a line or an offset; the message holds nothing of the input. */
export function malformed(format: string, message: string, at: string): UnderstudyError {
  return new UnderstudyError('INPUT_MALFORMED', { operation: `read ${format}`, message: `${message} (${at}).`, at })
}

/** Thrown where the place is not known; whoever reads the row turns it into `malformed` with its place. */
export class NotOfItsType extends Error {
  constructor(type: string) {
    super(`A value is no ${type}`)
  }
}

/** Runs `read` and gives what it finds malformed its place. */
export function placed<T>(format: string, at: () => string, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof NotOfItsType) throw malformed(format, thrown.message, at())
    throw thrown
  }
}
