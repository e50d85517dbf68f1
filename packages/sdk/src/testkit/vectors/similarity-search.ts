import type { Session } from '../../database/adapter.ts'
import type { VectorTestConfig } from '../database-test-config.ts'
import { type FoundRows, runSearch } from './search/run-search.ts'
import { eligible, type SearchedColumn } from './search/searched-column.ts'
import type { VectorSearch } from './search/vector-search.ts'
import { operatorName, typeName, type VectorExtension } from './vector-extension.ts'
import { equalWithin } from './vector-metric.ts'
import { vectorText } from './vector-text.ts'
import type { Vector } from './vector-type.ts'

export interface FoundVector {
  readonly id: string
  readonly distance: number | null
  /** By cosine, from -1 to 1; null of bit strings, of zeros, and where the row is not there. */
  readonly similarity: number | null
}

/** How the answer to one query fits the rows that somebody says are right. */
export interface SimilaritySearchResult {
  /** Right rows among those that came back. */
  readonly precisionAtK: number
  /** Right rows that came back, of all that are right. */
  readonly recallAtK: number
  readonly retrievedCount: number
  readonly expectedCount: number
  /** The nearest first, as they came. */
  readonly searchResults: readonly FoundVector[]
  readonly problems: readonly string[]
  readonly passed: boolean
}

/** A row that is exactly as far as one that is expected, and came in its place, counts for it. */
export async function similaritySearch(
  session: Session,
  extension: VectorExtension,
  { column, search }: { readonly column: SearchedColumn; readonly search: VectorSearch },
  query: Vector,
  expected: readonly string[],
  topK: number,
  limits: Pick<VectorTestConfig, 'searchAccuracyThreshold' | 'similarityThreshold' | 'maxSearchTime'>,
): Promise<SimilaritySearchResult> {
  const found = await runSearch(session, column, search, query, topK)
  const answer = [...new Map(found.rows.map((row) => [row.key, row])).values()]
  const wanted = new Map((await measured(session, extension, column, query, expected)).map((row) => [row.id, row]))
  const right = new Set(expected)
  const hits = hitsOf(answer, right, wanted, equalTo(column, query, wanted))
  const keys = answer.map(({ key }) => key)
  const near = new Map((await measured(session, extension, column, query, keys)).map((row) => [row.id, row]))
  const searchResults = found.rows.map(
    ({ key, distance }): FoundVector => ({ id: key, distance, similarity: near.get(key)?.similarity ?? null }),
  )
  const recallAtK = right.size === 0 ? 1 : hits / right.size
  const precisionAtK = found.rows.length === 0 ? 0 : hits / found.rows.length
  const problems = missed(recallAtK, searchResults, found.milliseconds, topK, limits)
  return {
    precisionAtK,
    recallAtK,
    retrievedCount: found.rows.length,
    expectedCount: right.size,
    searchResults,
    problems,
    passed: problems.length === 0,
  }
}

function hitsOf(
  answer: FoundRows['rows'],
  right: ReadonlySet<string>,
  wanted: ReadonlyMap<string, FoundVector>,
  slack: number,
): number {
  const keys = new Set(answer.map(({ key }) => key))
  // Distances of what was expected and did not come.
  const open = [...wanted.values()].flatMap(({ id, distance }) => (keys.has(id) || distance === null ? [] : [distance]))
  let hits = 0
  for (const { key, distance } of answer) {
    if (right.has(key)) {
      hits++
      continue
    }
    const at = open.findIndex((one) => distance !== null && Math.abs(one - distance) <= slack)
    if (at < 0) continue
    open.splice(at, 1)
    hits++
  }
  return hits
}

function equalTo({ metric }: SearchedColumn, query: Vector, wanted: ReadonlyMap<string, FoundVector>): number {
  const distances = [...wanted.values()].flatMap(({ distance }) => distance ?? [])
  return equalWithin(metric, query.length, distances)
}

async function measured(
  session: Session,
  extension: VectorExtension,
  { sql, type }: SearchedColumn,
  query: Vector,
  keys: readonly string[],
): Promise<FoundVector[]> {
  const cosine =
    type === 'bit'
      ? 'null::float8'
      : `1 - (${sql.column} ${operatorName(extension, 'cosine')} $1::${typeName(extension, type)})`
  return await session.query<FoundVector>(
    `select ${sql.key}::text as id, ${sql.distance} as distance, nullif(${cosine}, 'NaN') as similarity
     from ${sql.table} where ${sql.key} = any ($2::text[]::${sql.keyType}[]) and ${eligible(sql)}`,
    [vectorText(type, query), keys],
  )
}

function missed(
  recall: number,
  results: readonly FoundVector[],
  milliseconds: number,
  topK: number,
  limits: Parameters<typeof similaritySearch>[6],
): string[] {
  const { searchAccuracyThreshold, similarityThreshold, maxSearchTime } = limits
  const problems: string[] = []
  if (recall < searchAccuracyThreshold) {
    problems.push(`recall@${topK} is ${recall.toFixed(3)}; the limit is ${searchAccuracyThreshold}`)
  }
  const least = Math.min(...results.flatMap(({ similarity }) => similarity ?? []))
  if (similarityThreshold !== undefined && least < similarityThreshold) {
    problems.push(
      `The similarity of what was found goes down to ${least.toFixed(3)}; the limit is ${similarityThreshold}`,
    )
  }
  if (maxSearchTime !== undefined && milliseconds > maxSearchTime) {
    problems.push(`The search took ${milliseconds.toFixed(1)} ms; the limit is ${maxSearchTime} ms`)
  }
  return problems
}
