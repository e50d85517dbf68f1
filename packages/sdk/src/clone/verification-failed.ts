import type { CompiledPolicy } from '../anonymize/compiled-policy.ts'
import { UnderstudyError } from '../errors.ts'
import { isOfDefinition, type VerificationCheck, type VerificationReport } from './verification.ts'

/** Names places and counts, never a value. */
export function verificationFailed(
  { checks }: VerificationReport,
  { tables }: Pick<CompiledPolicy, 'tables'>,
): UnderstudyError {
  const failed = checks.filter(({ passed }) => !passed)
  const problems = failed.map(({ table, column, kind, count, message }) => ({
    path: [table, column].filter(Boolean).join('.') || 'database',
    message: `${kind}: ${count} ${message}`,
  }))
  const texts = failed.filter(isOfDefinition).map(({ table }) => table)
  const isKept = ({ kind, table, column }: VerificationCheck) =>
    kind === 'leaked values' && tables.get(table)?.columns.find(({ name }) => name === column)?.decision === 'keep'
  const hints = [...(texts.length > 0 ? [waiverHint(texts)] : []), ...(failed.some(isKept) ? [keptHint] : [])]
  return new UnderstudyError('VERIFICATION_FAILED', {
    operation: 'verify the clone',
    message: `The clone is not right: ${problems
      .slice(0, 3)
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; ')}${problems.length > 3 ? `; and ${problems.length - 3} more` : ''}`,
    ...(hints.length === 0 ? {} : { hint: hints.join('\n') }),
    details: { problems },
  })
}

const keptHint =
  'Mask the columns that are kept and hold originals of others. Where that is right, as in a street that is somebody\'s name too, let them through by a rule that is not active:\n  { "transform": "redact", "active": false, "waiver": { "reason": "…", "by": "…" } }'

/** No mask reaches a default, a comment or a view. */
function waiverHint(places: readonly string[]): string {
  const lines = places.map((place) => `    ${JSON.stringify(place)}: { "keep": { "reason": "…", "by": "…" } }`)
  return `Change the definition in the source, where values of rows stand in it; or let them through by a waiver, beside "tables" in the policy:\n  "definition": {\n${lines.join(',\n')}\n  }`
}
