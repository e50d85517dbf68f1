import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import type { KeyConstraint } from '../../definition.ts'
import type { CreateTable, KeyColumn, WrittenKey } from './create-table.ts'

/** A constraint before it has its name: null is for one that was given none. */
export type Unnamed<Constraint> = Omit<Constraint, 'name'> & { readonly name: string | null }

/**
 * The keys of a table, each once: SQLite too passes over one that says what another says already. Whatever is more than
 * columns stands in the definition.
 */
export function keys(statement: CreateTable, spelled: (column: string) => string): Unnamed<KeyConstraint>[] {
  const different = new Map<string, WrittenKey>()
  const primaryFirst = [...statement.keys].sort((one, other) => rank(one) - rank(other))
  for (const key of primaryFirst) {
    const columns = key.columns.map((column) => ({ ...column, name: spelled(column.name) }))
    const signature = JSON.stringify(columns.map((column) => [column.name, collationOf(column, statement)]))
    const known = different.get(signature)
    if (!known) different.set(signature, { ...key, columns })
    else if (known.onConflict === null) different.set(signature, { ...known, onConflict: key.onConflict })
  }
  return [...different.values()].map((key) => ({
    kind: key.kind,
    name: key.name,
    columns: key.columns.map(({ name }) => name),
    definition: isPlain(key) ? null : keyText(key),
    inherited: false,
    keyOfWhole: null,
    deferrable: false,
    initiallyDeferred: false,
    nullsNotDistinct: false,
    withoutOverlaps: false,
  }))
}

function rank({ kind }: WrittenKey): number {
  return kind === 'primary key' ? 0 : 1
}

function collationOf({ name, collation }: KeyColumn, { columns }: CreateTable): string {
  return (collation ?? columns.get(name)?.collation ?? 'binary').toLowerCase()
}

function isPlain({ columns, onConflict }: WrittenKey): boolean {
  return onConflict === null && columns.every(({ collation, descending }) => collation === null && !descending)
}

function keyText({ kind, columns, onConflict }: WrittenKey): string {
  const list = columns.map(({ name, collation, descending }) => {
    const collate = collation === null ? '' : ` COLLATE ${quoteIdentifier(collation)}`
    return `${quoteIdentifier(name)}${collate}${descending ? ' DESC' : ''}`
  })
  const action = onConflict === null ? '' : ` ON CONFLICT ${onConflict}`
  return `${kind.toUpperCase()} (${list.join(', ')})${action}`
}
