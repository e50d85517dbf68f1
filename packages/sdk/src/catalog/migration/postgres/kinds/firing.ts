import type { Firing } from '../../../definition.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'

/** The statement after which a trigger or a rule fires as it should. */
export function firing(
  what: 'TRIGGER' | 'RULE',
  { name, table, fires }: { readonly name: string; readonly table: QualifiedName; readonly fires: Firing },
): string {
  return `ALTER TABLE ${quoteTable(table)} ${firingVerbs[fires]} ${what} ${quoteIdentifier(name)}`
}

export const firingVerbs = {
  origin: 'ENABLE',
  replica: 'ENABLE REPLICA',
  always: 'ENABLE ALWAYS',
  never: 'DISABLE',
} as const satisfies Record<Firing, string>
