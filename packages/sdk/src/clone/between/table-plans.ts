import type { CompiledPolicy, TableMask } from '../../anonymize/compiled-policy.ts'
import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'
import type { Session } from '../../database/adapter.ts'
import { quoteTable } from '../../database/sqlite/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { RowSelection, TablePlan } from '../clone-plan.ts'

/** Rows and bytes of each table of the source, by its name. */
export type Estimates = ReadonlyMap<string, Estimate>
interface Estimate {
  readonly rows: number
  readonly bytes: number
}

const postgresQuery = `
select n.nspname as schema, c.relname as name, greatest(c.reltuples, 0)::float8 as rows,
  pg_catalog.pg_relation_size(c.oid)::float8 as bytes
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'`

/** Postgres: by its statistics. SQLite keeps none by itself: rows are counted, and the file's bytes fall to each alike. */
export async function estimates(session: Session, schema: SchemaDefinition): Promise<Estimates> {
  if (session.dialect === 'postgres') {
    const found = await session.query<Estimate & QualifiedName>(postgresQuery)
    const sums = new Map<string, Estimate>()
    for (const { rows: more, bytes, ...name } of found) {
      const root = maskingTableName(schema, rootOf(schema, name))
      const before = sums.get(root) ?? { rows: 0, bytes: 0 }
      sums.set(root, { rows: before.rows + more, bytes: before.bytes + bytes })
    }
    return sums
  }
  const counted: [string, number, number][] = []
  for (const table of schema.tables) {
    if (table.kind === 'virtual') continue
    const [row] = await session.query<{ n: number }>(`select count(*) as n from ${quoteTable(table)}`)
    counted.push([maskingTableName(schema, table), row?.n ?? 0, table.columns.length])
  }
  const [file] = await session.query<{ bytes: number }>(
    'select page_count * page_size as bytes from pragma_page_count, pragma_page_size',
  )
  const fields = counted.reduce((sum, [, rows, columns]) => sum + rows * columns, 0)
  const each = fields === 0 ? 0 : (file?.bytes ?? 0) / fields
  return new Map(counted.map(([name, rows, columns]) => [name, { rows, bytes: Math.round(rows * columns * each) }]))
}

/** Of a partition, the whole that it is in the end a part of. */
function rootOf(schema: SchemaDefinition, name: QualifiedName): QualifiedName {
  const table = schema.tables.find((one) => one.schema === name.schema && one.name === name.name)
  const [parent] = table?.parents ?? []
  return table?.bound && parent ? rootOf(schema, parent) : name
}

export function tablePlans(
  { engine, tables }: Pick<SchemaDefinition, 'engine' | 'tables'>,
  policy: CompiledPolicy,
  selections: ReadonlyMap<string, RowSelection>,
  known: Estimates,
): TablePlan[] {
  return tables.map((table): TablePlan => {
    const name = maskingTableName({ engine }, table)
    const { group, columns } = maskOf(policy, name, table)
    const selection = selections.get(name)
    const whole = known.get(name) ?? { rows: 0, bytes: 0 }
    const rows = selection?.rows ?? whole.rows
    return {
      table: name,
      policyTable: name,
      group,
      transfer: 'rows',
      rows,
      bytes: whole.rows === 0 ? 0 : Math.round((whole.bytes * Math.min(rows, whole.rows)) / whole.rows),
      masked: columns.flatMap(({ name, decision, transform }) =>
        decision === 'mask' && transform
          ? [{ column: name, transform: transform.name, version: transform.version }]
          : [],
      ),
      kept: columns.filter(({ decision }) => decision === 'keep' || decision === 'waived').map(({ name }) => name),
      selection: selection && { rows: selection.rows, why: selection.why },
    }
  })
}

/** The policy lacks nothing, or nothing is copied: a table or a column that it does not know is refused. */
export function maskOf(policy: CompiledPolicy, name: string, table: Table): TableMask {
  const mask = policy.tables.get(name)
  const lacking = table.columns.filter(
    ({ name, generated }) => generated === null && mask?.columns.every((column) => column.name !== name) !== false,
  )
  if (mask !== undefined && lacking.length === 0) return mask
  throw new UnderstudyError('POLICY_INCOMPLETE', {
    operation: 'plan clone',
    message: `The policy decides nothing about ${lacking.map((column) => `${name}.${column.name}`).join(', ') || name}.`,
  })
}
