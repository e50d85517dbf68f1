import { analyzeSchema } from '../../catalog/analyze.ts'
import { toModel } from '../../catalog/to-model.ts'
import type { Session } from '../../database/adapter.ts'
import { type EntitySource, table } from '../../factory/source.ts'

export type Tables = <Row extends object = Record<string, unknown>>(name: string) => EntitySource<Row>

/**
 * The tables of a database as sources of factories: `const tables = await tablesOf(database)`, then
 * `defineFactory(tables<Order>('orders'), {})`. Columns, keys and constraints are read; rows are not.
 */
export async function tablesOf(database: Session): Promise<Tables> {
  const { schema } = toModel(await analyzeSchema(database))
  return <Row extends object>(name: string) => table<Row>(schema, name, database.dialect)
}
