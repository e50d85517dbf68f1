import type { ForeignKey, KeyConstraint, SchemaDefinition, Table } from '../catalog/definition.ts'
import { entityNames } from '../catalog/model/entity-names.ts'
import type { Session } from '../database/adapter.ts'
import { quoting } from '../database/quote.ts'
import type { CrudProbe } from './probe.ts'
import { rolledBack } from './rolled-back.ts'

/** Undefined where a row could be made, found again, changed and removed. */
export async function probeCrud(
  database: Session,
  { table: name }: CrudProbe,
  { definition, signal }: { readonly definition: SchemaDefinition; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const table = definition.tables.find((one) => named(one, definition) === name || one.name === name)
  if (!table) return `there is no table ${name}`
  const key = table.constraints.find((one): one is KeyConstraint => one.kind === 'primary key')?.columns
  if (!key) return `${name} has no primary key by which a row is found again`
  const { quoteIdentifier, quoteTable } = quoting[database.dialect]
  const target = quoteTable(table)
  const columns = key.map(quoteIdentifier)
  let problem: string | undefined
  // Whoever makes no rows, as a clone, does not load what makes them.
  const { fillDatabase } = await import('../fill/fill-database.ts')
  await rolledBack(database, { signal }, async (session) => {
    const keys = `select ${columns.join(', ')} from ${target}`
    const before = new Set((await session.query(keys, [], { signal })).map(textOf))
    const only = [table, ...(await emptyParents(session, table, definition))]
    const names = entityNames(definition.tables, definition.defaultSchema)
    await fillDatabase(session, { definition, rows: 1, only: only.map(names), signal })
    const made = (await session.query(keys, [], { signal })).find((row) => !before.has(textOf(row)))
    if (!made) {
      problem = 'the row that was made is not found'
      return
    }
    const values = key.map((column) => made[column])
    const where = columns.map((column, i) => `${column} = $${i + 1}`).join(' and ')
    const changed = await session.query(
      `update ${target} set ${columns[0]} = ${columns[0]} where ${where} returning 1 as one`,
      values,
      { signal },
    )
    if (changed.length !== 1) problem = `changing one row by its key changed ${changed.length}`
    const removed = await session.query(`delete from ${target} where ${where} returning 1 as one`, values, { signal })
    if (removed.length !== 1) problem ??= `removing one row by its key removed ${removed.length}`
  })
  return problem
}

/** A row needs rows to refer to; parents that have some already are left alone. */
async function emptyParents(session: Session, table: Table, definition: SchemaDefinition): Promise<Table[]> {
  const { quoteTable } = quoting[session.dialect]
  const found = new Set<Table>([table])
  for (const one of found) {
    for (const { references } of one.constraints.filter(
      (constraint): constraint is ForeignKey => constraint.kind === 'foreign key',
    )) {
      const parent = definition.tables.find(
        ({ schema, name }) => schema === references.schema && name === references.name,
      )
      if (!parent || found.has(parent)) continue
      const [row] = await session.query(`select 1 as one from ${quoteTable(parent)} limit 1`)
      if (!row) found.add(parent)
    }
  }
  found.delete(table)
  return [...found]
}

function named({ schema, name }: Table, { engine }: SchemaDefinition): string {
  return engine === 'postgres' ? `${schema}.${name}` : name
}

function textOf(row: Record<string, unknown>): string {
  return JSON.stringify(Object.values(row), (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}
