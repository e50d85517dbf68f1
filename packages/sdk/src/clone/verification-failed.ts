import { UnderstudyError } from '../errors.ts'
import { isOfDefinition, type VerificationReport } from './verification.ts'

/** Names places and counts, never a value. */
export function verificationFailed({ checks }: VerificationReport): UnderstudyError {
  const failed = checks.filter(({ passed }) => !passed)
  const problems = failed.map(({ table, column, kind, count, message }) => ({
    path: [table, column].filter(Boolean).join('.') || 'database',
    message: `${kind}: ${count} ${message}`,
  }))
  const texts = failed.filter(isOfDefinition).map(({ table }) => table)
  return new UnderstudyError('VERIFICATION_FAILED', {
    operation: 'verify the clone',
    message: `The clone is not right: ${problems
      .slice(0, 3)
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; ')}${problems.length > 3 ? `; and ${problems.length - 3} more` : ''}`,
    ...(texts.length === 0 ? {} : { hint: waiverHint(texts) }),
    details: { problems },
  })
}

/** No mask reaches a default, a comment or a view. */
function waiverHint(places: readonly string[]): string {
  const lines = places.map((place) => `    ${JSON.stringify(place)}: { "keep": { "reason": "…", "by": "…" } }`)
  return `Change the definition in the source, where values of rows stand in it; or let them through by a waiver, beside "tables" in the policy:\n  "definition": {\n${lines.join(',\n')}\n  }`
}
