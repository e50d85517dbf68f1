import type { TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'

/** Work with a table of its own, which is gone after it. `quoted` is how a statement names it. */
export async function withTable<T>(
  client: DatabaseTestClient,
  definition: string,
  work: (quoted: string, table: TableName) => Promise<T>,
): Promise<T> {
  const table = await client.createTable('resilience', definition)
  const quoted = quoting[client.engine === 'sqlite' ? 'sqlite' : 'postgres'].quoteTable(table)
  try {
    return await work(quoted, table)
  } finally {
    await client.execute(`drop table if exists ${quoted}`)
  }
}
