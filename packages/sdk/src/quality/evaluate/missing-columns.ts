import { bindFields } from '../../model/expression/fields.ts'

/** Names that no column has; those of an expression may be in another case. */
export function missingColumns(names: readonly string[], seen: ReadonlySet<string>, ofExpression = false): string[] {
  if (!ofExpression) return names.filter((name) => !seen.has(name))
  return names.filter((name) => bindFields({ type: 'field', name, quoted: false }, seen).unknown.length > 0)
}
