import type { Session, TableName } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { type VectorTestConfig, type VectorTestConfigInput, vectorTestConfig } from '../database-test-config.ts'
import { accuracyAfterChanges, type ChangeStep } from './accuracy-after-changes.ts'
import { madeVectors, type VectorShape } from './made-vectors.ts'
import { type IndexAbout, indexVectors, insertVectors, ownTable } from './own-table.ts'
import { type ScalingPoint, scalingPoint } from './performance-scaling.ts'
import type { VectorReport } from './report/vector-report.ts'
import { searchedColumn } from './search/searched-column.ts'
import type { VectorSearch } from './search/vector-search.ts'
import { type SearchTest, type SearchTestOptions, searchTest } from './search-test.ts'
import { type SimilaritySearchResult, similaritySearch } from './similarity-search.ts'
import { edgeVectors } from './storage/edge-vectors.ts'
import { type VectorStorageResult, vectorStorage } from './storage/vector-storage.ts'
import { usualFilters } from './usual-filters.ts'
import { dropVectorExtension, type VectorExtension, vectorExtension } from './vector-extension.ts'
import { type VectorMetric, vectorMetricFacts } from './vector-metric.ts'
import type { Vector, VectorType } from './vector-type.ts'

/** Tables that the tester makes and measures. */
export interface OwnVectors {
  readonly type?: VectorType | undefined
  /** Cosine, when not said; of bit strings, hamming. */
  readonly metric?: VectorMetric | undefined
  /** hnsw with the usual options, when not said; null for none. */
  readonly index?: Omit<IndexAbout, 'metric'> | null | undefined
  readonly shape?: VectorShape | undefined
  readonly seed?: string | number | undefined
  /** That are asked; 200 when not said, for scaling 20. */
  readonly queries?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export const vectorTestParts = ['storage', 'search', 'changes', 'scaling'] as const
export type VectorTestPart = (typeof vectorTestParts)[number]

export interface VectorRunOptions extends OwnVectors, Omit<SearchTestOptions, 'queries'> {
  /** All, when not said. */
  readonly parts?: readonly VectorTestPart[] | undefined
  /** A column that is there, for the part search; a table of its own, when not said. */
  readonly search?: VectorSearch | undefined
  /** Rows of own tables; 1000 when not said. */
  readonly rows?: number | undefined
  /** Sizes of the part scaling; a quarter of the rows, half of them and all, when not said. */
  readonly counts?: readonly number[] | undefined
  readonly onProgress?: ((doing: string) => void) | undefined
}

/**
 * What a database does with vectors: keeps them, finds them, and how that grows. It makes tables of its own, and the
 * extension where the database has not got it; close() takes both away. Columns that were there are read only.
 */
export class VectorDatabaseTester implements AsyncDisposable {
  readonly config: VectorTestConfig
  readonly #client: DatabaseTestClient
  readonly #made: TableName[] = []
  #extension: Promise<VectorExtension> | undefined
  #stored: VectorSearch | undefined
  #closing: Promise<void> | undefined

  constructor(client: DatabaseTestClient, config: VectorTestConfigInput = {}) {
    this.#client = client
    this.config = parseConfig(config)
  }

  /**
   * Stores vectors with metadata in a column of each type and reads them back. Those of the first type stay, as test_vector_0,
   * test_vector_1 …, for testSimilaritySearchAccuracy, until the tester is closed.
   * @param vectors made up, of the configured dimension, when not said
   */
  async testVectorStorageAccuracy(
    vectors?: readonly Vector[],
    { types = ['vector'] }: { readonly types?: readonly VectorType[] | undefined } = {},
  ): Promise<VectorStorageResult> {
    const extension = await this.#vectors()
    const dimension = this.config.vectorDimension
    const given = vectors ?? [...edgeVectors(dimension), ...madeVectors(100, { dimension })]
    const { result, tables } = await vectorStorage(this.#client, extension, given, types, this.config)
    this.#made.push(...tables)
    const [first] = tables
    if (first) this.#stored = { table: first }
    return result
  }

  /**
   * One query against rows that are known to be right, in what testVectorStorageAccuracy stored or in another column.
   * @param expected keys of the rows, such as test_vector_0
   */
  async testSimilaritySearchAccuracy(
    query: Vector,
    expected: readonly Key[],
    topK?: number,
    search?: VectorSearch,
  ): Promise<SimilaritySearchResult>
  /** Many queries against the exact neighbours, which a full scan finds. */
  async testSimilaritySearchAccuracy(search: VectorSearch, options?: SearchTestOptions): Promise<SearchTest>
  async testSimilaritySearchAccuracy(
    first: Vector | VectorSearch,
    second: readonly Key[] | SearchTestOptions = {},
    topK = this.config.topK,
    search = this.#stored,
  ): Promise<SimilaritySearchResult | SearchTest> {
    const extension = await this.#vectors()
    if ('table' in first) {
      const options = isList(second) ? {} : second
      return await this.#snapshot((session) => searchTest(session, extension, first, options, this.config))
    }
    if (!search || !isList(second)) {
      throw new UnderstudyError('TEST_CONFIG_INVALID', {
        operation: 'search vectors',
        message: search ? 'It is not said which rows are expected' : 'Nothing is stored to search in',
        hint: 'Call testVectorStorageAccuracy before, or say which column is meant; give the keys that are expected.',
      })
    }
    return await this.#snapshot(async (session) => {
      const column = await searchedColumn(session, extension, search)
      return await similaritySearch(
        session,
        extension,
        { column, search },
        first,
        second.map(String),
        topK,
        this.config,
      )
    })
  }

  /** A table of each size: rows a second, and milliseconds of a search. */
  async testVectorPerformanceScaling(
    counts: readonly number[],
    own: OwnVectors = {},
  ): Promise<Record<number, ScalingPoint>> {
    const extension = await this.#vectors()
    const { type, metric, index, made } = this.#own(own)
    const about = { config: this.config, type, metric, index, queries: own.queries ?? 20, made, signal: own.signal }
    const points: Record<number, ScalingPoint> = {}
    for (const count of counts) {
      refuseAborted(own.signal)
      points[count] = await scalingPoint(this.#client, extension, count, about)
    }
    return points
  }

  /** Whether an index finds what came after it was made, and still finds what is left after deletes, vacuum and reindex. */
  async testAccuracyAfterChanges(rows: number, own: OwnVectors = {}): Promise<readonly ChangeStep[]> {
    const extension = await this.#vectors()
    const { type, metric, index, made } = this.#own(own)
    const indexed = { ...(index ?? { method: 'hnsw' as const }), metric }
    const { queries = usualQueries, signal } = own
    const about = { config: this.config, type, index: indexed, rows, queries, made, signal }
    return await accuracyAfterChanges(this.#client, extension, about)
  }

  /** Everything, as one report. */
  async run(options: VectorRunOptions = {}): Promise<VectorReport> {
    const { parts = vectorTestParts, rows = 1000, onProgress = () => {} } = options
    const { version } = await this.#vectors()
    const startedAt = new Date().toISOString()
    const from = performance.now()
    const begin = (part: VectorTestPart): boolean => {
      refuseAborted(options.signal)
      if (parts.includes(part)) onProgress(part)
      return parts.includes(part)
    }
    const own = this.#own(options)
    const counts = options.counts ?? [...new Set([rows / 4, rows / 2, rows].map(Math.ceil))]
    const types = [own.type]
    const storage = begin('storage') ? await this.testVectorStorageAccuracy(undefined, { types }) : null
    const search = begin('search') ? await this.#search(options, rows) : null
    const changes = begin('changes') ? await this.testAccuracyAfterChanges(rows, options) : null
    const { queries: _, ...scaled } = options
    const scaling = begin('scaling') ? await this.testVectorPerformanceScaling(counts, scaled) : null
    const problems = [
      ...(storage?.problems ?? []),
      ...(search?.problems ?? []),
      ...(changes ?? []).flatMap(({ step, accuracy }) => accuracy.problems.map((problem) => `${step}: ${problem}`)),
      ...Object.entries(scaling ?? {}).flatMap(([count, point]) =>
        point.problems.map((problem) => `with ${count} rows: ${problem}`),
      ),
    ]
    return {
      kind: 'vector-report',
      version: 1,
      database: this.#client.name,
      engine: this.#client.engine,
      extensionVersion: version,
      config: this.config,
      startedAt,
      milliseconds: performance.now() - from,
      storage,
      search,
      changes,
      scaling,
      problems,
      passed: problems.length === 0,
    }
  }

  /** Takes away what it made, unless the client keeps what tests made. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #search(options: VectorRunOptions, rows: number): Promise<SearchTest> {
    const { queries = usualQueries, sweep = 'usual' } = options
    if (options.search) {
      return await this.testSimilaritySearchAccuracy(options.search, { ...options, queries, sweep })
    }
    const { type, metric, index, made } = this.#own(options)
    const extension = await this.#vectors()
    const table = await ownTable(this.#client, extension, type, made.dimension)
    this.#made.push(table)
    await insertVectors(this.#client, table, type, madeVectors(rows, made), this.config.bulkInsertBatchSize)
    if (index) await indexVectors(this.#client, extension, table, type, { ...index, metric })
    const asked = [...madeVectors(queries, { ...made, use: 'queries' })]
    // A scan of a small table is cheap, and what is asked here is what the index does.
    const settings = index ? { enable_seqscan: 'off', ...options.settings } : options.settings
    const filters = options.filters ?? usualFilters(extension.version, index?.method)
    const about = { ...options, queries: asked, sweep, settings, filters, expectIndex: index !== null }
    return await this.testSimilaritySearchAccuracy({ table, metric }, about)
  }

  #own({ type = 'vector', metric, index = { method: 'hnsw' }, shape, seed }: OwnVectors) {
    const usual = type === 'bit' ? 'hamming' : 'cosine'
    if (metric !== undefined && vectorMetricFacts[metric].forBits !== (type === 'bit')) {
      throw new UnderstudyError('TEST_CONFIG_INVALID', {
        operation: 'make vectors',
        message: `The metric ${metric} is not one of columns of type ${type}`,
      })
    }
    return {
      type,
      metric: metric ?? usual,
      index,
      made: { dimension: this.config.vectorDimension, shape, seed },
    } as const
  }

  /** What is searched, and what is there to find, at one moment. */
  async #snapshot<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#client.transaction(({ session }) => work(session), 'repeatable read')
  }

  #vectors(): Promise<VectorExtension> {
    if (this.#closing) {
      throw new UnderstudyError('CONNECTION_CLOSED', { operation: 'test vectors', message: 'The tester was closed' })
    }
    this.#extension ??= this.#client
      .transaction(({ session }) => vectorExtension(session))
      .catch((thrown: unknown) => {
        this.#extension = undefined
        throw thrown
      })
    return this.#extension
  }

  async #end(): Promise<void> {
    const extension = await this.#extension?.catch(() => undefined)
    if (!extension || !this.#client.config.cleanupAfterTest) return
    for (const table of this.#made.splice(0)) {
      await this.#client.execute(`drop table if exists ${quoting.postgres.quoteTable(table)}`)
    }
    if (extension.made) await this.#client.transaction(({ session }) => dropVectorExtension(session))
  }
}

const usualQueries = 200

type Key = string | number | bigint

function isList(given: readonly Key[] | SearchTestOptions): given is readonly Key[] {
  return Array.isArray(given)
}

function parseConfig(config: VectorTestConfigInput): VectorTestConfig {
  const parsed = vectorTestConfig.safeParse(config)
  if (parsed.success) return parsed.data
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the configuration of a vector test',
    message: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  })
}
