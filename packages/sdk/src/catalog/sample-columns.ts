import type { Session } from '../database/adapter.ts'
import type { Column, SchemaDefinition, Table } from './definition.ts'
import { columnShape } from './model/column-shape.ts'
import { entityNames } from './model/entity-names.ts'
import type { Samples } from './to-model.ts'

export interface SampleOptions {
  /** Rows that are looked at in each table, the first by its primary key; 1000 when not said. */
  readonly rows?: number
}

const usualRows = 1000

/**
 * Text that stands in the tables, for toModel to learn from. It reads data, and what it answers holds some: only for
 * callers whose users allowed that.
 */
export async function sampleColumns(
  database: Pick<Session, 'query'>,
  definition: SchemaDefinition,
  { rows = usualRows }: SampleOptions = {},
): Promise<Samples> {
  const nameOf = entityNames([...definition.tables, ...definition.views], definition.defaultSchema)
  const samples: Record<string, Record<string, unknown[]>> = {}
  for (const table of definition.tables) {
    const columns = table.columns.filter(holdsText)
    if ((table.kind !== 'table' && table.kind !== 'partitioned') || columns.length === 0) continue
    const found = await database.query<Record<string, unknown>>(selection(table, columns, rows))
    samples[nameOf(table)] = Object.fromEntries(
      columns.map((column, position) => [
        column.name,
        found.map((row) => row[`c${position}`]).filter((value) => value !== null),
      ]),
    )
  }
  return samples
}

function holdsText({ type, generated }: Column): boolean {
  const shape = columnShape(type)
  return generated === null && shape?.type === 'text' && shape.pattern === undefined && shape.values === undefined
}

function selection(table: Table, columns: readonly Column[], rows: number): string {
  const chosen = columns.map((column, position) => `${quoted(column.name)} as c${position}`).join(', ')
  const key = table.constraints.find((one) => one.kind === 'primary key')
  const order = key?.kind === 'primary key' ? ` order by ${key.columns.map(quoted).join(', ')}` : ''
  return `select ${chosen} from ${quoted(table.schema)}.${quoted(table.name)}${order} limit ${Math.trunc(rows)}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
