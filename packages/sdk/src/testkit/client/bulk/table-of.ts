import type { TableName } from '../../../database/adapter.ts'
import type { Table } from '../test-statements.ts'

/** "sales.orders" is the table orders of the schema sales. */
export function tableOf(table: Table): TableName {
  if (typeof table !== 'string') return table
  const dot = table.indexOf('.')
  return dot < 0 ? { name: table } : { schema: table.slice(0, dot), name: table.slice(dot + 1) }
}
