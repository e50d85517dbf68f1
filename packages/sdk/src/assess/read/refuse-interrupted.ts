import { UnderstudyError } from '../../errors.ts'

export function refuseInterrupted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new UnderstudyError('CANCELLED', {
    operation: 'read the data',
    message: 'Reading was interrupted',
    details: { stands: 'nothing was changed' },
  })
}
