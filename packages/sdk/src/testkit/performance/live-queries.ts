import { analyzeSchema } from '../../catalog/analyze.ts'
import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { entityNames } from '../../catalog/model/entity-names.ts'
import { quoting } from '../../database/quote.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { MeasuredQuery } from './query-performance.ts'

/**
 * Queries that every schema has: of each table the first rows by its key and one row by it, and of each foreign key the
 * rows of one parent. Each reads a bounded number of rows where its index serves it.
 */
export async function liveQueries(client: DatabaseTestClient): Promise<MeasuredQuery[]> {
  const definition = await client.transaction(({ session }) => analyzeSchema(session))
  const nameOf = entityNames(definition.tables, definition.defaultSchema)
  const { quoteIdentifier, quoteTable } = quoting[definition.engine]
  const list = (columns: readonly string[]) => columns.map(quoteIdentifier).join(', ')

  const ofTable = (table: Table): MeasuredQuery[] => {
    const key = table.constraints.find(({ kind }) => kind === 'primary key')
    if (key?.kind !== 'primary key') return []
    const name = nameOf(table)
    const quoted = quoteTable(table)
    const columns = list(key.columns)
    return [
      { name: `${name}: first rows by key`, text: `select * from ${quoted} order by ${columns} limit 100` },
      {
        name: `${name}: row by key`,
        text: `select * from ${quoted} where (${columns}) = (select ${columns} from ${quoted} limit 1)`,
      },
    ]
  }
  const ofForeignKey = (table: Table, { name, columns, references }: ForeignKey): MeasuredQuery => ({
    name: `${nameOf(table)}: rows of one parent by ${name || columns.join(', ')}`,
    text: `select * from ${quoteTable(table)} where (${list(columns)}) = (select ${list(references.columns)} from ${quoteTable(references)} limit 1) limit 1000`,
  })

  return definition.tables
    .filter(({ kind }) => kind === 'table' || kind === 'partitioned')
    .flatMap((table) => [
      ...ofTable(table),
      ...table.constraints.flatMap((constraint) =>
        constraint.kind === 'foreign key' && !constraint.inherited ? [ofForeignKey(table, constraint)] : [],
      ),
    ])
}
