import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import type { Session, TableName } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'

/**
 * As a guarded source sees its side: values are written alike on both, and no name means what somebody has put before
 * the system's own.
 */
export async function readAlike(session: Session, definition: SchemaDefinition): Promise<void> {
  if (session.dialect === 'sqlite') return
  const { quoteIdentifier } = quoting.postgres
  // Operators of an extension's types are where the extension is.
  const schemas = [...new Set(definition.extensions.map(({ schema }) => schema))].filter(
    (name) => name !== 'pg_catalog',
  )
  await session.execute(
    [
      `set search_path to ${['pg_catalog', ...schemas].map(quoteIdentifier).join(', ')}`,
      "set timezone to 'UTC'",
      "set datestyle to 'ISO'",
      "set intervalstyle to 'postgres'",
      'set extra_float_digits to 1',
      "set bytea_output to 'hex'",
      'set row_security to off',
      'set statement_timeout to 0',
    ].join('; '),
  )
}

/**
 * Of a clone that nobody else asks yet. Its indexes are new, so that reading one costs no more than reading the table; and
 * one process of the server is enough for one connection, beside which others read all rows.
 */
export async function readAsNew(session: Session): Promise<void> {
  if (session.dialect === 'sqlite') return
  await session.query(
    `select pg_catalog.set_config('random_page_cost', pg_catalog.current_setting('seq_page_cost'), false),
       pg_catalog.set_config('max_parallel_workers_per_gather', '0', false)`,
  )
}

/** The rows of a table as a policy counts them: a partitioned one with its parts, any other without who inherits. */
export function rowsOf(session: Pick<Session, 'dialect'>, table: Table): string {
  const name: TableName =
    session.dialect === 'sqlite' ? { name: table.name } : { schema: table.schema, name: table.name }
  const quoted = quoting[session.dialect].quoteTable(name)
  return session.dialect === 'sqlite' || table.kind === 'partitioned' ? quoted : `only ${quoted}`
}

/** Tables that hold rows themselves. */
export function holdsRows(table: Table): boolean {
  return (table.kind === 'table' || table.kind === 'partition') && table.partitionBy === null
}

/** Tables as policies name them: parts of one are in it. */
export function isWhole(table: Table): boolean {
  return (table.kind === 'table' || table.kind === 'partitioned') && table.bound === null
}
