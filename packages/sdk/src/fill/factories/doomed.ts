import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Session } from '../../database/adapter.ts'
import type { Row } from '../../factory/writer.ts'
import { foreignKeys, isNotNull } from './factory-tables.ts'
import { jsonOfRows } from './row-json.ts'
import { type StatementColumn, statementColumn, statements } from './statements.ts'

export interface DoomedRow {
  readonly entry: number
  readonly at: number
  readonly row: Row
}

/** What of one table is to go. */
export interface Doomed {
  readonly entity: string
  readonly table: Table
  readonly key: readonly string[]
  rows: DoomedRow[]
}

export function columnsOf(
  table: Table,
  key: readonly string[],
  rows: readonly { readonly row: Row }[],
): StatementColumn[] {
  return key.map((field) =>
    statementColumn(
      table,
      field,
      rows.map(({ row }) => row),
    ),
  )
}

/** Foreign keys that are opened before anything is deleted do not count; of tables in another circle, any order. */
export function childrenFirst(doomed: readonly Doomed[]): Doomed[] {
  const order: Doomed[] = []
  const visit = (one: Doomed, path: readonly Doomed[]): void => {
    if (order.includes(one) || path.includes(one)) return
    for (const other of doomed) {
      if (other !== one && foreignKeys(other.table).some((key) => leads(key, other.table, one.table, doomed))) {
        visit(other, [...path, one])
      }
    }
    order.push(one)
  }
  for (const one of doomed) visit(one, [])
  return order
}

function leads(foreignKey: ForeignKey, from: Table, to: Table, all: readonly Doomed[]): boolean {
  return keyOf(foreignKey.references) === keyOf(to) && !opens(foreignKey, from, all) && !waits(foreignKey, from, all)
}

/** Of a circle, those that wait for the commit leave the order to the others. */
function waits(foreignKey: ForeignKey, from: Table, all: readonly Doomed[]): boolean {
  return foreignKey.deferrable && inCircle(foreignKey, from, all)
}

/** In a circle, and may be null. */
function opens(foreignKey: ForeignKey, from: Table, all: readonly Doomed[]): boolean {
  return inCircle(foreignKey, from, all) && !foreignKey.columns.some((column) => isNotNull(from, column))
}

/** Rows of tables that point at each other in a circle let go of each other first, where they may. */
export async function openCircles(session: Session, doomed: Doomed, all: readonly Doomed[]): Promise<void> {
  const { table, key, rows } = doomed
  if (rows.length === 0) return
  const made = statements[session.dialect]
  for (const foreignKey of foreignKeys(table)) {
    if (!opens(foreignKey, table, all)) continue
    const set = foreignKey.columns.map((column) => statementColumn(table, column, []))
    const values = rows.map(({ row }) => [...key.map((field) => row[field]), ...set.map(() => null)])
    await session.query(made.update(table, columnsOf(table, key, rows), set), [jsonOfRows(values, made.form)])
  }
}

function inCircle({ references }: ForeignKey, from: Table, all: readonly Doomed[]): boolean {
  if (keyOf(references) === keyOf(from)) return false
  const seen = new Set<string>()
  const open = all.filter(({ table }) => keyOf(table) === keyOf(references))
  for (const { table } of open) {
    if (keyOf(table) === keyOf(from)) return true
    if (seen.has(keyOf(table))) continue
    seen.add(keyOf(table))
    for (const next of foreignKeys(table))
      open.push(...all.filter((one) => keyOf(one.table) === keyOf(next.references)))
  }
  return false
}
