import { quoting } from '../../database/quote.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { VectorTestConfig } from '../database-test-config.ts'
import { type MadeVectors, madeVectors } from './made-vectors.ts'
import { type IndexAbout, indexVectors, insertVectors, ownTable } from './own-table.ts'
import type { Estimate } from './score/estimate.ts'
import type { Latency } from './score/latency.ts'
import { exactNeighbours } from './search/exact-neighbours.ts'
import { searchedColumn } from './search/searched-column.ts'
import { searchAccuracy } from './search-accuracy.ts'
import type { VectorExtension } from './vector-extension.ts'
import type { VectorMetric } from './vector-metric.ts'
import type { VectorType } from './vector-type.ts'

/** A table of one size. Times are milliseconds. */
export interface ScalingPoint {
  /** Of all rows; no index was there yet. */
  readonly insertionTime: number
  /** Of one search, on average. */
  readonly searchTime: number
  /** Rows a second. */
  readonly insertionRate: number
  /** Of one search: half of them take no longer. */
  readonly searchLatency: number
  readonly latency: Latency
  /** Null without an index, as its bytes. */
  readonly indexBuildTime: number | null
  readonly indexBytes: number | null
  readonly tableBytes: number
  readonly recallAtK: number
  readonly recallInterval: Estimate['interval']
  readonly problems: readonly string[]
  readonly passed: boolean
}

export interface ScalingAbout {
  readonly config: VectorTestConfig
  readonly type: VectorType
  readonly metric: VectorMetric
  readonly index: Omit<IndexAbout, 'metric'> | null
  readonly queries: number
  readonly made: MadeVectors
  readonly signal?: AbortSignal | undefined
}

/** Each size is a table of its own, which holds the rows of the smaller ones and more. */
export async function scalingPoint(
  client: DatabaseTestClient,
  extension: VectorExtension,
  count: number,
  { config, type, metric, index, queries, made, signal }: ScalingAbout,
): Promise<ScalingPoint> {
  const table = await ownTable(client, extension, type, made.dimension)
  const name = quoting.postgres.quoteTable(table)
  // What is made while rows go in would count as their insertion.
  const vectors = [...madeVectors(count, made)]
  const from = performance.now()
  await insertVectors(client, table, type, vectors, config.bulkInsertBatchSize)
  const insertionTime = performance.now() - from
  const indexBuildTime = index && (await indexVectors(client, extension, table, type, { ...index, metric }))
  if (index === null) await client.execute(`analyze ${name}`)
  const search = { table, metric }
  const asked = [...madeVectors(queries, { ...made, use: 'queries' })]
  const topK = config.scalingTopK
  const { accuracy, indexes } = await client.transaction(async ({ session }) => {
    const column = await searchedColumn(session, extension, search)
    const exact = await exactNeighbours(session, column, asked, topK, signal)
    // A scan of a small table is cheap, and what is asked here is what the index does.
    const settings = index === null ? {} : { enable_seqscan: 'off' }
    const about = { search, column, topK, settings, expectIndex: index !== null, limits: config, signal }
    return { accuracy: await searchAccuracy(session, exact, about), indexes: column.indexes }
  }, 'repeatable read')
  const [size] = await client.query<{ bytes: number }>('select pg_catalog.pg_table_size($1::regclass) as bytes', [name])
  await client.execute(`drop table ${name}`)
  const { latency, recallAtK, recallInterval, problems, passed } = accuracy
  return {
    insertionTime,
    searchTime: latency.mean,
    insertionRate: (count / insertionTime) * 1000,
    searchLatency: latency.p50,
    latency,
    indexBuildTime,
    indexBytes: index && indexes.reduce((sum, { bytes }) => sum + bytes, 0),
    tableBytes: size?.bytes ?? 0,
    recallAtK,
    recallInterval,
    problems,
    passed,
  }
}

/**
 * The power of the number of rows that a time grows with, by least squares over its logarithms: 1 where it doubles as the
 * rows do, 0 where it stays. Null for fewer than two sizes.
 */
export function growth(points: readonly (readonly [rows: number, milliseconds: number])[]): number | null {
  const logs = points
    .filter(([rows, time]) => rows > 0 && time > 0)
    .map(([rows, time]) => [Math.log(rows), Math.log(time)])
  const count = logs.length
  const meanOf = (at: 0 | 1) => logs.reduce((sum, point) => sum + (point[at] ?? 0), 0) / count
  const [meanX, meanY] = [meanOf(0), meanOf(1)]
  let [above, below] = [0, 0]
  for (const [x = 0, y = 0] of logs) {
    above += (x - meanX) * (y - meanY)
    below += (x - meanX) ** 2
  }
  return count < 2 || below === 0 ? null : above / below
}
