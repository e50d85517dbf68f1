import { isDeepStrictEqual } from 'node:util'
import type { TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import { operatorName, typeName, type VectorExtension } from '../vector-extension.ts'
import type { VectorMetric } from '../vector-metric.ts'
import { vectorText } from '../vector-text.ts'
import type { Vector, VectorType } from '../vector-type.ts'
import { placeOf, storedId } from './storage-accuracy.ts'

/** Whether what is stored beside a vector stays with it. */
export interface MetadataCheck {
  readonly name: string
  readonly passed: boolean
  /** Null where it passed. */
  readonly problem: string | null
}

export interface MetadataAbout {
  /** As storageAccuracy fills it: id, embedding, metadata. */
  readonly table: TableName
  readonly type: VectorType
  readonly metric: VectorMetric
  readonly vectors: readonly Vector[]
}

interface Stored {
  readonly id: string
  readonly metadata: unknown
  readonly vector: string
}

/** What it changes in the table it takes back. */
export async function metadataChecks(
  client: DatabaseTestClient,
  extension: VectorExtension,
  { table, type, metric, vectors }: MetadataAbout,
): Promise<MetadataCheck[]> {
  const from = quoting.postgres.quoteTable(table)
  const read = async (rest: string, parameters: readonly unknown[] = []) =>
    await client.query<Stored>(`select id, metadata, embedding::text as vector from ${from} ${rest}`, parameters)
  const all = await read('order by id')
  const wanted = (id: string) => ({ test: true, index: placeOf(id) })
  const middle = Math.floor(vectors.length / 2)
  const [some] = all.filter(({ id }) => id === storedId(middle))
  const checks = [
    check(
      'is kept as it was',
      all.filter(({ id, metadata }) => !isDeepStrictEqual(metadata, wanted(id))),
    ),
  ]
  if (!some) return checks

  const found = await read('where metadata @> $1::jsonb', [JSON.stringify({ index: middle })])
  checks.push(check('finds its vector', found.length === 1 ? found.filter(({ id }) => id !== some.id) : all))

  const cast = type === 'bit' ? typeName(extension, type, vectors[0]?.length) : typeName(extension, type)
  const nearest = await read(
    `where (metadata ->> 'index')::int % 2 = $2::int order by embedding ${operatorName(extension, metric)} $1::text::${cast} limit 5`,
    [vectorText(type, vectors[middle] ?? []), middle % 2],
  )
  const others = nearest.filter(
    ({ id, metadata }) => wanted(id).index % 2 !== middle % 2 || !isDeepStrictEqual(metadata, wanted(id)),
  )
  checks.push(check('narrows a search to the rows that it describes', nearest.length === 0 ? all : others))

  const undo = new Error('undo the change of metadata')
  let changed: Stored[] = []
  await client
    .transaction(async (transaction) => {
      await transaction.query(`update ${from} set metadata = metadata || '{"changed": true}' where id = $1`, [some.id])
      changed = await transaction.query<Stored>(
        `select id, metadata, embedding::text as vector from ${from} where id = $1`,
        [some.id],
      )
      throw undo
    })
    .catch((thrown: unknown) => {
      if (thrown !== undo) throw thrown
    })
  const expected = { ...wanted(some.id), changed: true }
  const wrong = changed.filter(
    ({ metadata, vector }) => vector !== some.vector || !isDeepStrictEqual(metadata, expected),
  )
  checks.push(check('changes without its vector', changed.length === 1 ? wrong : all))
  return checks
}

function check(name: string, wrong: readonly unknown[]): MetadataCheck {
  const problem = wrong.length === 0 ? null : `${wrong.length} rows are wrong`
  return { name: `metadata ${name}`, passed: problem === null, problem }
}
