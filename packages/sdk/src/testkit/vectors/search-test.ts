import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { VectorTestConfig } from '../database-test-config.ts'
import { type ColumnFacts, columnFacts } from './search/column-facts.ts'
import { exactNeighbours } from './search/exact-neighbours.ts'
import { sampledQueries } from './search/sampled-queries.ts'
import { type SearchedColumn, searchedColumn } from './search/searched-column.ts'
import type { VectorSearch } from './search/vector-search.ts'
import type { SearchSettings } from './search/with-settings.ts'
import { type AccuracyAbout, type SearchAccuracy, searchAccuracy } from './search-accuracy.ts'
import { type Sweep, type SweepResult, sweepSearch, usualSweep } from './sweep-search.ts'
import type { VectorExtension } from './vector-extension.ts'
import type { Vector } from './vector-type.ts'

export interface SearchTestOptions {
  /** Or how many are to be made of the rows; 200 when not said. */
  readonly queries?: readonly Vector[] | number | undefined
  readonly topK?: number | undefined
  /** Of the session, such as { 'hnsw.ef_search': 100 }. */
  readonly settings?: SearchSettings | undefined
  /** Whether it is a fault that a search reads no index; true when not said. */
  readonly expectIndex?: boolean | undefined
  /** A setting with values to try; "usual" for the one that the method of the index has. */
  readonly sweep?: Sweep | 'usual' | undefined
  /** Conditions in SQL to search under, one after the other. */
  readonly filters?: readonly (string | Filter)[] | undefined
  readonly seed?: string | number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Filter {
  readonly where: string
  /** Beside those of the search. */
  readonly settings?: SearchSettings | undefined
  /** Whether what is found under it decides whether the test passed; true when not said. */
  readonly decides?: boolean | undefined
}

export interface FilteredAccuracy {
  readonly filter: string
  readonly settings: SearchSettings
  readonly decides: boolean
  /** The share of the rows that meet the condition. */
  readonly selectivity: number
  readonly accuracy: SearchAccuracy
}

/** How the queries were answered, and what else was asked for. What a sweep finds does not decide whether it passed. */
export interface SearchTest extends SearchAccuracy {
  readonly column: ColumnFacts
  readonly sweep: SweepResult | null
  readonly filters: readonly FilteredAccuracy[]
}

/** All of it in the transaction that the session is in, which should see one moment. */
export async function searchTest(
  session: Session,
  extension: VectorExtension,
  search: VectorSearch,
  options: SearchTestOptions,
  limits: VectorTestConfig,
): Promise<SearchTest> {
  const { topK = limits.topK, settings = {}, expectIndex = true, filters = [], signal } = options
  if (!Number.isSafeInteger(topK) || topK < 1) throw refused('topK is no whole number of 1 or more')
  if (filters.length > 0 && search.search !== undefined) {
    throw refused('A search of your own does not know the filters: test each as a search with its condition')
  }
  const column = await searchedColumn(session, extension, search)
  const facts = await columnFacts(session, column)
  const queries = await queriesOf(session, column, options)
  const exact = await exactNeighbours(session, column, queries, topK, signal)
  const about: AccuracyAbout = { search, column, topK, settings, expectIndex, limits, signal }
  const accuracy = await searchAccuracy(session, exact, about)
  const sweep = options.sweep === 'usual' ? usualSweep(column) : options.sweep
  const filtered: FilteredAccuracy[] = []
  for (const filter of filters) {
    const {
      where: filterWhere,
      settings: own = {},
      decides = true,
    } = typeof filter === 'string' ? { where: filter } : filter
    const where = search.where === undefined ? filterWhere : `(${search.where}) and (${filterWhere})`
    const narrowed = await searchedColumn(session, extension, { ...search, where })
    const near = await exactNeighbours(session, narrowed, queries, topK, signal)
    const { selectivity } = await columnFacts(session, narrowed)
    const under = { ...about, search: { ...search, where }, column: narrowed, settings: { ...settings, ...own } }
    const found = await searchAccuracy(session, near, under)
    filtered.push({ filter: filterWhere, settings: own, decides, selectivity, accuracy: found })
  }
  const problems = [
    ...accuracy.problems,
    ...filtered
      .filter(({ decides }) => decides)
      .flatMap(({ filter, accuracy: one }) => one.problems.map((problem) => `where ${filter}: ${problem}`)),
  ]
  return {
    ...accuracy,
    column: facts,
    sweep: sweep === undefined ? null : await sweepSearch(session, exact, about, sweep),
    filters: filtered,
    problems,
    passed: problems.length === 0,
  }
}

async function queriesOf(
  session: Session,
  column: SearchedColumn,
  { queries = 200, seed = 1 }: SearchTestOptions,
): Promise<readonly Vector[]> {
  const asked = typeof queries === 'number' ? await sampledQueries(session, column, queries, seed) : queries
  if (asked.length === 0) throw refused('There is no query: give some, or rows to make them of')
  const wrong = asked.find((query) => column.dimension !== null && query.length !== column.dimension)
  if (!wrong) return asked
  throw refused(`A query has ${wrong.length} dimensions, and the column has ${column.dimension}`)
}

function refused(message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', { operation: 'test a search of vectors', message })
}
