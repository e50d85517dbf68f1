import { quoting } from '../../database/quote.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { VectorTestConfig } from '../database-test-config.ts'
import { type MadeVectors, madeVectors } from './made-vectors.ts'
import { type IndexAbout, indexVectors, insertVectors, ownTable } from './own-table.ts'
import { exactNeighbours } from './search/exact-neighbours.ts'
import { searchedColumn } from './search/searched-column.ts'
import { type SearchAccuracy, searchAccuracy } from './search-accuracy.ts'
import type { VectorExtension } from './vector-extension.ts'
import type { VectorType } from './vector-type.ts'

export const changeSteps = ['built', 'after inserts', 'after deletes', 'after vacuum', 'after reindex'] as const

export interface ChangeStep {
  readonly step: (typeof changeSteps)[number]
  readonly rows: number
  readonly accuracy: SearchAccuracy
}

export interface ChangesAbout {
  readonly config: VectorTestConfig
  readonly type: VectorType
  readonly index: IndexAbout
  readonly rows: number
  readonly queries: number
  readonly made: MadeVectors
  readonly signal?: AbortSignal | undefined
}

/** An index over half of the rows; then the other half comes, a third of all goes, and what is dead is taken out. */
export async function accuracyAfterChanges(
  client: DatabaseTestClient,
  extension: VectorExtension,
  { config, type, index, rows, queries, made, signal }: ChangesAbout,
): Promise<ChangeStep[]> {
  const table = await ownTable(client, extension, type, made.dimension)
  const name = quoting.postgres.quoteTable(table)
  const half = Math.floor(rows / 2)
  const insert = (first: number, end: number) =>
    insertVectors(client, table, type, madeVectors(end - first, made, first), config.bulkInsertBatchSize, first)
  const asked = [...madeVectors(queries, { ...made, use: 'queries' })]
  const search = { table, metric: index.metric }

  const steps: ChangeStep[] = []
  const measure = async (step: ChangeStep['step']) => {
    const [counted] = await client.query<{ rows: number }>(`select count(*) as rows from ${name}`)
    const accuracy = await client.transaction(async ({ session }) => {
      const column = await searchedColumn(session, extension, search)
      const { topK } = config
      const exact = await exactNeighbours(session, column, asked, topK, signal)
      const settings = { enable_seqscan: 'off' }
      const about = { search, column, topK, settings, expectIndex: true, limits: config, signal }
      return await searchAccuracy(session, exact, about)
    }, 'repeatable read')
    steps.push({ step, rows: counted?.rows ?? 0, accuracy })
  }

  await insert(0, half)
  await indexVectors(client, extension, table, type, index)
  await measure('built')
  await insert(half, rows)
  await measure('after inserts')
  await client.execute(`delete from ${name} where id % 3 = 0`)
  await measure('after deletes')
  await client.execute(`vacuum ${name}`)
  await measure('after vacuum')
  await client.execute(`reindex table ${name}`)
  await measure('after reindex')
  await client.execute(`drop table ${name}`)
  return steps
}
