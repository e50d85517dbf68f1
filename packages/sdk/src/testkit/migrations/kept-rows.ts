import type { HazardKind, MigrationStep } from '../../catalog/migration/step.ts'
import type { TableRows } from './table-rows.ts'

export interface RowChange {
  readonly table: string
  /** Null where rows of the whole table came or went. */
  readonly column: string | null
  readonly why: string
}

const announcing: ReadonlySet<HazardKind> = new Set([
  'deletes data',
  'may change data',
  'depends on what is not tracked',
])

/** What no longer holds the values that it held. A table or column that is gone lost all of them. */
export function rowChanges(before: readonly TableRows[], after: readonly TableRows[]): RowChange[] {
  const now = new Map(after.map((table) => [nameOf(table), table]))
  return before.flatMap((was): RowChange[] => {
    const table = nameOf(was)
    const is = now.get(table)
    if (is === undefined)
      return was.rows === 0 ? [] : [{ table, column: null, why: `${was.rows} rows went with the table` }]
    if (is.rows !== was.rows) return [{ table, column: null, why: `${was.rows} rows became ${is.rows}` }]
    if (was.rows === 0) return []
    return Object.entries(was.columns).flatMap(([column, hash]): RowChange[] => {
      const found = is.columns[column]
      if (found === hash) return []
      return [{ table, column, why: found === undefined ? 'its values went with the column' : 'its values changed' }]
    })
  })
}

/** Changes of rows that no step said it would make. A step speaks for its own table, and where it has none for all. */
export function unannounced(changes: readonly RowChange[], steps: readonly MigrationStep[]): RowChange[] {
  const loud = steps.filter(({ hazards }) => hazards.some(({ kind }) => announcing.has(kind)))
  return changes.filter(({ table, column }) => !loud.some((step) => speaksFor(step, table, column)))
}

/** By what it is about, and otherwise by its statements: a file that somebody wrote may leave out the schema. */
function speaksFor({ object, statements }: MigrationStep, table: string, column: string | null): boolean {
  const path = object.slice(object.indexOf(' ') + 1)
  if (path === table || path === `${table}.${column}`) return true
  const name = table.slice(table.indexOf('.') + 1)
  return statements.some((statement) => statement.includes(name.replaceAll('"', '')))
}

function nameOf({ schema, name }: TableRows): string {
  return `${schema}.${name}`
}
