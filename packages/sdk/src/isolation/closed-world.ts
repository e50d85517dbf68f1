import { UnderstudyError } from '../errors.ts'

/** For whoever uses a world after its close. */
export function closedWorld(operation: string): UnderstudyError {
  return new UnderstudyError('CONTEXT_CLOSED', {
    operation,
    message: 'The world of this test was closed already',
  })
}
