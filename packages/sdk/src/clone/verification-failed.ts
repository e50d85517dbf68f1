import { UnderstudyError } from '../errors.ts'
import type { VerificationReport } from './verification.ts'

/** Names places and counts, never a value. */
export function verificationFailed({ checks }: VerificationReport): UnderstudyError {
  const failed = checks.filter(({ passed }) => !passed)
  const problems = failed.map(({ table, column, kind, count, message }) => ({
    path: [table, column].filter(Boolean).join('.') || 'database',
    message: `${kind}: ${count} ${message}`,
  }))
  return new UnderstudyError('VERIFICATION_FAILED', {
    operation: 'verify the clone',
    message: `The clone is not right: ${problems
      .slice(0, 3)
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; ')}${problems.length > 3 ? `; and ${problems.length - 3} more` : ''}`,
    details: { problems },
  })
}
