import type { TableName } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { below } from '../../random/draw.ts'
import { streamOf, word } from '../../random/stream.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { typeName, type VectorExtension } from './vector-extension.ts'
import { operatorClass, type VectorMetric } from './vector-metric.ts'
import { vectorText } from './vector-text.ts'
import type { Vector, VectorType } from './vector-type.ts'

/** A table of vectors that tests made: id, embedding, and a bucket of 0 to 99 that has nothing to do with them. */
export async function ownTable(
  client: DatabaseTestClient,
  extension: VectorExtension,
  type: VectorType,
  dimension: number,
): Promise<TableName> {
  const definition = `id integer primary key, embedding ${typeName(extension, type, dimension)}, bucket integer not null`
  return await client.createTable('vectors', definition)
}

/** Rows of numbers from `first` on. */
export async function insertVectors(
  client: DatabaseTestClient,
  table: TableName,
  type: VectorType,
  vectors: Iterable<Vector>,
  batchSize: number,
  first = 0,
): Promise<void> {
  let id = first
  let batch: { id: number; embedding: string; bucket: number }[] = []
  for (const vector of vectors) {
    batch.push({ id, embedding: vectorText(type, vector), bucket: bucketOf(id) })
    id++
    if (batch.length < batchSize) continue
    await client.bulkInsert(table, batch)
    batch = []
  }
  if (batch.length > 0) await client.bulkInsert(table, batch)
}

const buckets = streamOf('buckets of vectors')

function bucketOf(id: number): number {
  return below(word(buckets, id), 100)
}

export interface IndexAbout {
  readonly method: 'hnsw' | 'ivfflat'
  readonly metric: VectorMetric
  /** Such as { m: 16, ef_construction: 64 } or { lists: 100 }. */
  readonly options?: Readonly<Record<string, number>> | undefined
}

/** Answers the milliseconds that it took. The planner knows the table afterwards. */
export async function indexVectors(
  client: DatabaseTestClient,
  extension: VectorExtension,
  table: TableName,
  type: VectorType,
  { method, metric, options = {} }: IndexAbout,
): Promise<number> {
  const { quoteIdentifier, quoteTable } = quoting.postgres
  const written = Object.entries(options).map(([name, value]) => `${quoteIdentifier(name)} = ${Number(value)}`)
  const schema = quoteIdentifier(extension.schema)
  const from = performance.now()
  await client.execute(
    `create index on ${quoteTable(table)} using ${method} (embedding ${schema}.${operatorClass(type, metric)})
     ${written.length === 0 ? '' : `with (${written.join(', ')})`}`,
  )
  const milliseconds = performance.now() - from
  await client.execute(`analyze ${quoteTable(table)}`)
  return milliseconds
}
