import { UnderstudyError } from '../../errors.ts'
import { Misfit } from './misfit.ts'

/** What stopped a column from being masked; whatever a transform throws may hold the value, so only our own says why. */
export function maskFailure(table: string, column: string, transform: string, thrown: unknown): UnderstudyError {
  if (thrown instanceof UnderstudyError) return thrown
  const why = thrown instanceof Misfit ? `gave what the column cannot hold: ${thrown.message}` : 'failed'
  return new UnderstudyError('MASKING_FAILED', {
    operation: 'mask column',
    message: `The transform ${transform} of ${table}.${column} ${why}`,
    details: { table, column, transform },
  })
}

export function malformedCopy(table: string): UnderstudyError {
  return new UnderstudyError('CONNECTION_LOST', {
    operation: 'read table',
    message: `The rows of ${table} ended in the middle`,
  })
}

export function unread(table: string, column: string): UnderstudyError {
  return new UnderstudyError('MASKING_FAILED', {
    operation: 'mask column',
    message: `A transform of ${table} reads the column ${column}, which is not copied`,
    details: { table, column },
  })
}
