import type { Session } from '../../../database/adapter.ts'
import { UnderstudyError } from '../../../errors.ts'
import { vectorText } from '../vector-text.ts'
import type { Vector } from '../vector-type.ts'
import { countingReads, plannedIndexes } from './plan-indexes.ts'
import { eligible, type SearchedColumn } from './searched-column.ts'
import type { VectorSearch } from './vector-search.ts'

/** What one search gave, and how. */
export interface FoundRows {
  /** In the order in which they came; the distance is the true one, null for a row that must not be found at all. */
  readonly rows: readonly { readonly key: string; readonly distance: number | null }[]
  readonly milliseconds: number
  /** The indexes of vectors that it read. */
  readonly indexes: readonly string[]
}

export async function runSearch(
  session: Session,
  searched: SearchedColumn,
  { search = usualSearch(searched) }: VectorSearch,
  query: Vector,
  topK: number,
): Promise<FoundRows> {
  if (typeof search === 'function') {
    const run = () => timed(() => search(session, Array.from(query), topK))
    const { result, read } = await countingReads(session, searched.indexes, run)
    const keys = result.value.map(String)
    const rows = await withDistances(session, searched, query, keys)
    return { rows, milliseconds: result.milliseconds, indexes: read }
  }
  const parameters = [vectorText(searched.type, query), topK].slice(0, /\$2\b/.test(search) ? 2 : 1)
  const planned = await plannedIndexes(session, search, parameters, searched.indexes)
  const run = () => timed(() => session.query(search, parameters))
  const { result, read } =
    planned.length > 0 ? { result: await run(), read: planned } : await countingReads(session, searched.indexes, run)
  const keys = result.value.map((row) => keyOf(row, searched.keyField))
  return {
    rows: await withDistances(session, searched, query, keys),
    milliseconds: result.milliseconds,
    indexes: read,
  }
}

/** The only form that an index answers: ascending by the operator itself, with a limit. */
function usualSearch({ sql }: SearchedColumn): string {
  return `select ${sql.key} from ${sql.table} where ${eligible(sql)} order by ${sql.distance} limit $2`
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; milliseconds: number }> {
  const from = performance.now()
  const value = await work()
  return { value, milliseconds: performance.now() - from }
}

function keyOf(row: Record<string, unknown>, field: string): string {
  if (field in row) return String(row[field])
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'search vectors',
    message: `The search answers no column "${field}", by which rows are told apart`,
    hint: 'Select the key in the search, or name it as keyField.',
  })
}

async function withDistances(
  session: Session,
  { sql, type }: SearchedColumn,
  query: Vector,
  keys: readonly string[],
): Promise<FoundRows['rows']> {
  const rows = await session.query<{ key: string; distance: number }>(
    `select ${sql.key}::text as key, ${sql.distance} as distance from ${sql.table}
     where ${sql.key} = any ($2::text[]::${sql.keyType}[]) and ${eligible(sql)}`,
    [vectorText(type, query), keys],
  )
  const distances = new Map(rows.map(({ key, distance }) => [key, distance]))
  return keys.map((key) => ({ key, distance: distances.get(key) ?? null }))
}
