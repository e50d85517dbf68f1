import { UnderstudyError } from '@understudy/sdk/error'

/** Says of an interruption what stands; any other failure says that itself. */
export function interrupted(thrown: unknown, command: string, stands: string): unknown {
  if (!(thrown instanceof UnderstudyError) || thrown.code !== 'CANCELLED') return thrown
  return new UnderstudyError('CANCELLED', {
    operation: thrown.operation,
    message: `ci ${command} was interrupted`,
    details: { stands },
    cause: thrown,
  })
}
