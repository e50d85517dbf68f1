import type { ColumnMask, CompiledPolicy, TableMask } from '../../anonymize/compiled-policy.ts'
import { tableIdentity } from '../../anonymize/policy/identity.ts'
import type { Column, SchemaDefinition, Table } from '../../catalog/definition.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'
import { UnderstudyError } from '../../errors.ts'

/** A table that holds rows itself, and what the policy says of it. */
export interface DataTable {
  readonly table: Table
  readonly name: string
  /** Of a part, the partitioned table that it is of. */
  readonly root: Table
  readonly mask: TableMask
  /** Of what is copied, in the table's order: what the engine computes is not. */
  readonly columns: readonly CopiedColumn[]
  /** Where rows are sent: a part takes only rows whose key stayed what it was. */
  readonly into: QualifiedName
}

export interface CopiedColumn {
  readonly column: Column
  readonly mask: ColumnMask
}

/** The name that policies, plans and numbers go by. */
export function tableName({ schema, name }: QualifiedName): string {
  return tableIdentity(schema, name)
}

/** In the order of the definition. A table or a column that the policy does not decide about is refused. */
export function dataTables(definition: SchemaDefinition, policy: CompiledPolicy): DataTable[] {
  const byName = new Map(definition.tables.map((table) => [tableName(table), table]))
  return definition.tables
    .filter(({ kind, partitionBy }) => (kind === 'table' || kind === 'partition') && partitionBy === null)
    .map((table) => dataTable(table, byName, policy))
}

function dataTable(table: Table, byName: ReadonlyMap<string, Table>, policy: CompiledPolicy): DataTable {
  const line = [table, ...wholes(table, byName)]
  const root = line.at(-1) ?? table
  const mask = policy.tables.get(tableName(root)) ?? policy.tables.get(tableName(table))
  if (mask === undefined) throw undecided(tableName(root), [])
  const rules = new Map(mask.columns.map((rule) => [rule.name, rule]))
  const copied = table.columns.filter(({ generated }) => generated === null)
  const missing = copied.filter(({ name }) => !rules.has(name))
  if (missing.length > 0) {
    throw undecided(
      tableName(root),
      missing.map(({ name }) => name),
    )
  }
  const moves = line.some(({ partitionKey }) =>
    partitionKey?.elements.some((element) =>
      'column' in element
        ? rules.get(element.column)?.mask !== undefined
        : mask.columns.some(({ mask }) => mask !== undefined),
    ),
  )
  return {
    table,
    name: tableName(table),
    root,
    mask,
    columns: copied.flatMap((column) => {
      const rule = rules.get(column.name)
      return rule === undefined ? [] : [{ column, mask: rule }]
    }),
    into: moves ? root : table,
  }
}

/** The partitioned tables that a part is of, the innermost first. */
function wholes(table: Table, byName: ReadonlyMap<string, Table>): Table[] {
  if (table.kind !== 'partition' && table.bound === null) return []
  const [parent] = table.parents
  const whole = parent === undefined ? undefined : byName.get(tableName(parent))
  return whole === undefined ? [] : [whole, ...wholes(whole, byName)]
}

function undecided(table: string, columns: readonly string[]): UnderstudyError {
  const what = columns.length === 0 ? `table ${table}` : `${table}: ${columns.join(', ')}`
  return new UnderstudyError('POLICY_INCOMPLETE', {
    operation: 'plan clone',
    message: `The policy does not decide about ${what}`,
    details: { table, columns },
  })
}
