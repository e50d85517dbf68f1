import type { TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import { readVector, vectorText } from '../vector-text.ts'
import { isBeyond, keptComponent, roundingBound, type Vector, type VectorType } from '../vector-type.ts'

/** What became of vectors that were stored in a column of one type. Loss is the mean distance of a component from what it was. */
export interface TypeStorage {
  readonly type: VectorType
  readonly dimension: number
  readonly vectorsTested: number
  readonly storageSuccessRate: number
  readonly averagePrecisionLoss: number
  readonly largestPrecisionLoss: number
  /** Vectors with a component that is farther off than rounding to the type explains. */
  readonly inaccurate: number
  /** Vectors that the server refused, by SQLSTATE. */
  readonly refused: Readonly<Record<string, number>>
  /** Vectors with a component that the type has no room for: refusing them is right. */
  readonly beyondRange: number
  /** Bytes of a stored vector, on average. */
  readonly bytes: number | null
  readonly problems: readonly string[]
  readonly passed: boolean
}

const prefix = 'test_vector_'

/** The name of a row, by its place in what was given. */
export function storedId(at: number): string {
  return `${prefix}${at}`
}

export function placeOf(id: string): number {
  return Number(id.slice(prefix.length))
}

/** Stores vectors with their metadata, reads them back, and compares. A refused vector leaves the others alone. */
export async function storageAccuracy(
  client: DatabaseTestClient,
  table: TableName,
  type: VectorType,
  vectors: readonly Vector[],
  batchSize: number,
): Promise<TypeStorage> {
  const refused: Record<string, number> = {}
  const losses: number[] = []
  let largest = 0
  let stored = 0
  let inaccurate = 0
  for (let from = 0; from < vectors.length; from += batchSize) {
    const rows = vectors.slice(from, from + batchSize).map((vector, at) => row(type, vector, from + at))
    for (const sqlstate of await store(client, table, rows)) refused[sqlstate] = (refused[sqlstate] ?? 0) + 1
    for (const { id, text } of await read(client, table, rows)) {
      const vector = vectors[placeOf(id)]
      if (vector === undefined) continue
      stored++
      const { loss, most, exact } = compare(type, vector, readVector(type, text))
      losses.push(loss)
      largest = Math.max(largest, most)
      if (!exact) inaccurate++
    }
  }
  const beyondRange = vectors.filter((vector) => Array.from(vector).some((one) => isBeyond(type, one))).length
  const missing = vectors.length - beyondRange - stored
  const problems = [
    ...(missing > 0 ? [`${missing} of ${vectors.length} vectors were not stored${said(refused)}`] : []),
    ...(missing < 0 ? [`${-missing} vectors were stored that ${type} has no room for`] : []),
    ...(inaccurate > 0 ? [`${inaccurate} vectors came back farther off than rounding to ${type} explains`] : []),
  ]
  return {
    type,
    dimension: vectors[0]?.length ?? 0,
    vectorsTested: vectors.length,
    storageSuccessRate: vectors.length === 0 ? 0 : stored / vectors.length,
    averagePrecisionLoss: losses.length === 0 ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    largestPrecisionLoss: largest,
    inaccurate,
    refused,
    beyondRange,
    bytes: await averageBytes(client, table),
    problems,
    passed: problems.length === 0,
  }
}

type StoredRow = Readonly<{ id: string; embedding: string; metadata: Readonly<Record<string, unknown>> }>

function row(type: VectorType, vector: Vector, index: number): StoredRow {
  return { id: storedId(index), embedding: vectorText(type, vector), metadata: { test: true, index } }
}

/** Together; one by one where they are not taken together. Answers why rows were refused. */
async function store(client: DatabaseTestClient, table: TableName, rows: readonly StoredRow[]): Promise<string[]> {
  try {
    await client.bulkInsert(table, rows)
    return []
  } catch (thrown) {
    if (sqlstateOf(thrown) === undefined) throw thrown
    const [only, ...others] = rows
    if (only !== undefined && others.length === 0) return [sqlstateOf(thrown) ?? '']
    const half = rows.length / 2
    return [...(await store(client, table, rows.slice(0, half))), ...(await store(client, table, rows.slice(half)))]
  }
}

/** Of an error that the server answered with, other than that it is gone. */
export function sqlstateOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof UnderstudyError) || thrown.code === 'CONNECTION_LOST') return undefined
  return typeof thrown.details.sqlstate === 'string' ? thrown.details.sqlstate : undefined
}

async function read(client: DatabaseTestClient, table: TableName, rows: readonly StoredRow[]) {
  return await client.query<{ id: string; text: string }>(
    `select id, embedding::text as text from ${quoting.postgres.quoteTable(table)} where id = any ($1)`,
    [rows.map(({ id }) => id)],
  )
}

function compare(type: VectorType, given: Vector, kept: readonly number[]) {
  let sum = 0
  let most = 0
  let exact = given.length === kept.length
  for (let at = 0; at < given.length; at++) {
    const wanted = keptComponent(type, given[at] ?? 0)
    const loss = Math.abs((kept[at] ?? Number.NaN) - wanted)
    // The text of a double is the shortest one, so it may lie a trifle on the other side of the middle.
    if (!(loss <= roundingBound(type, wanted) * (1 + 1e-9))) exact = false
    sum += loss
    most = Math.max(most, loss)
  }
  return { loss: given.length === 0 ? 0 : sum / given.length, most, exact }
}

async function averageBytes(client: DatabaseTestClient, table: TableName): Promise<number | null> {
  const [found] = await client.query<{ bytes: number | null }>(
    `select avg(pg_catalog.pg_column_size(embedding))::float8 as bytes from ${quoting.postgres.quoteTable(table)}`,
  )
  return found?.bytes ?? null
}

function said(refused: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(refused).map(([sqlstate, count]) => `${sqlstate} ${count} times`)
  return reasons.length === 0 ? '' : `: ${reasons.join(', ')}`
}
