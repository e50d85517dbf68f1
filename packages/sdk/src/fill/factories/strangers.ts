import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import type { Row } from '../../factory/writer.ts'
import type { Doomed } from './doomed.ts'
import { type FactoryTables, foreignKeys } from './factory-tables.ts'
import { jsonOfRows } from './row-json.ts'
import { type StatementColumn, statementColumn, statements } from './statements.ts'

export interface Held {
  readonly place: number
  readonly reason: string
}

const takesAlong = new Set<ForeignKey['onDelete']>(['cascade', 'set null', 'set default'])

/**
 * Rows that somebody else's rows point at, by foreign keys that would delete or change those along with them. A foreign
 * key that forbids the deletion needs no question: the database itself refuses.
 */
export async function strangers(
  session: Session,
  tables: FactoryTables,
  { table, key }: Doomed,
  rows: readonly { readonly row: Row }[],
  doomed: readonly Doomed[],
): Promise<Held[]> {
  const held: Held[] = []
  for (const child of tables.definition.tables) {
    for (const foreignKey of foreignKeys(child)) {
      if (!takesAlong.has(foreignKey.onDelete) || foreignKey.inherited || keyOf(foreignKey.references) !== keyOf(table))
        continue
      const own = doomed.find((one) => keyOf(one.table) === keyOf(child) && one.rows.length > 0)
      const made = statements[session.dialect]
      const columns = key.map((field) =>
        statementColumn(
          table,
          field,
          rows.map(({ row }) => row),
        ),
      )
      const ownColumns = own
        ? own.key.map((field) =>
            statementColumn(
              child,
              field,
              own.rows.map(({ row }) => row),
            ),
          )
        : []
      const where = pointedAt(session, child, foreignKey, ownColumns)
      const placed = rows.map(({ row }, place) => [...key.map((field) => row[field]), place])
      const parameters = [jsonOfRows(placed, made.form)]
      if (own)
        parameters.push(
          jsonOfRows(
            own.rows.map(({ row }) => own.key.map((field) => row[field])),
            made.form,
          ),
        )
      const reason = `rows of ${child.name} that were not created here point at it, and its deletion would ${foreignKey.onDelete === 'cascade' ? 'delete' : 'change'} them`
      for (const { place } of await session.query<{ place: number }>(made.find(table, columns, where), parameters)) {
        held.push({ place, reason })
      }
    }
  }
  return held
}

/** True of t where a row of the child points at it that is none of parameter 2. */
function pointedAt(
  { dialect }: Session,
  child: Table,
  foreignKey: ForeignKey,
  own: readonly StatementColumn[],
): string {
  const { quoteIdentifier, quoteTable } = quoting[dialect]
  const name = quoteTable(dialect === 'sqlite' ? { name: child.name } : { schema: child.schema, name: child.name })
  const same = foreignKey.columns.map(
    (column, i) => `c.${quoteIdentifier(column)} = t.${quoteIdentifier(foreignKey.references.columns[i]!)}`,
  )
  const others = own.length === 0 ? [] : [`not exists (${statements[dialect].among(own, 'c', 2)})`]
  return `where exists (select 1 from ${name} c where ${[...same, ...others].join(' and ')})`
}
