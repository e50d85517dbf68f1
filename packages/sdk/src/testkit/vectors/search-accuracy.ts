import type { Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import type { VectorTestConfig } from '../database-test-config.ts'
import { type Diagnosis, diagnose } from './diagnose.ts'
import { type Estimate, estimate, mean } from './score/estimate.ts'
import { type Latency, latencyOf } from './score/latency.ts'
import { scoreSearch } from './score/score-search.ts'
import type { ExactNeighbours } from './search/exact-neighbours.ts'
import { type FoundRows, runSearch } from './search/run-search.ts'
import type { SearchedColumn } from './search/searched-column.ts'
import type { VectorSearch } from './search/vector-search.ts'
import { type SearchSettings, withSettings } from './search/with-settings.ts'
import type { VectorMetric } from './vector-metric.ts'

/** How well, and how fast, many queries were answered under the same settings. */
export interface SearchAccuracy {
  readonly metric: VectorMetric
  readonly topK: number
  readonly settings: SearchSettings
  readonly where: string | null
  /** Queries that had something to find. */
  readonly queries: number
  readonly recallAtK: number
  /** With 95 % confidence, as of the other shares. */
  readonly recallInterval: Estimate['interval']
  readonly precisionAtK: number
  readonly precisionInterval: Estimate['interval']
  /** Rows that came back, of all queries, and rows that could have. */
  readonly retrievedCount: number
  readonly expectedCount: number
  readonly ndcg: number
  readonly meanReciprocalRank: number
  readonly distanceRatio: number | null
  /** What a count of keys would have said, for comparison. */
  readonly idOverlap: number
  /** Share of the answers that were shorter than they could be. */
  readonly shortRate: number
  readonly latency: Latency
  /** Indexes that were read, and the share of queries that read one. */
  readonly indexes: readonly string[]
  readonly indexRate: number
  readonly diagnoses: readonly Diagnosis[]
  /** Limits that were not kept, with the measured value, and faults; none where it passed. */
  readonly problems: readonly string[]
  readonly passed: boolean
}

export interface AccuracyAbout {
  readonly search: VectorSearch
  readonly column: SearchedColumn
  readonly topK: number
  readonly settings: SearchSettings
  readonly expectIndex: boolean
  readonly limits: Pick<VectorTestConfig, 'searchAccuracyThreshold' | 'similarityThreshold' | 'maxSearchTime'>
  readonly signal?: AbortSignal | undefined
}

/** Runs each query once; each was planned before, and the first few run before all, so that none pays for a cold start. */
export async function searchAccuracy(
  session: Session,
  exact: readonly ExactNeighbours[],
  { search, column, topK, settings, expectIndex, limits, signal }: AccuracyAbout,
): Promise<SearchAccuracy> {
  const { metric } = column
  const searched = await withSettings(session, settings, async () => {
    for (const { query } of exact.slice(0, warmUps)) await runSearch(session, column, search, query, topK)
    const all = []
    for (const truth of exact) {
      refuseAborted(signal)
      const found = await runSearch(session, column, search, truth.query, topK)
      all.push({ found, score: scoreSearch(truth, found, topK, metric) })
    }
    return all
  })
  const scores = searched.map(({ score }) => score)
  const asked = scores.filter(({ possible }) => possible > 0)
  const recall = estimate(scores.map(({ hits, possible }) => ({ hits, of: possible }))) ?? nothing
  const precision = estimate(scores.map(({ hits, returned }) => ({ hits, of: Math.min(returned, topK) }))) ?? nothing
  const latency = latencyOf(searched.map(({ found }) => found.milliseconds))
  const diagnoses = diagnose(searched, column, { expectIndex, short: 1 - limits.searchAccuracyThreshold })
  const reading = searched.filter(({ found }) => found.indexes.length > 0)
  const ratios = scores.flatMap(({ distanceRatio }) => distanceRatio ?? [])
  const problems = [
    ...(asked.length === 0 ? ['No query had anything to find'] : []),
    ...limitsMissed(recall, latency, topK, limits),
    ...dissimilar(column, searched, limits),
    ...diagnoses.filter(({ fault }) => fault).map(({ name, message }) => `${name}: ${message}`),
  ]
  return {
    metric,
    topK,
    settings,
    where: column.sql.where,
    queries: asked.length,
    recallAtK: recall.value,
    recallInterval: recall.interval,
    precisionAtK: precision.value,
    precisionInterval: precision.interval,
    retrievedCount: scores.reduce((sum, { returned }) => sum + returned, 0),
    expectedCount: scores.reduce((sum, { possible }) => sum + possible, 0),
    ndcg: meanOf(asked.map(({ ndcg }) => ndcg)),
    meanReciprocalRank: meanOf(asked.map(({ reciprocalRank }) => reciprocalRank)),
    distanceRatio: ratios.length === 0 ? null : mean(ratios),
    idOverlap: meanOf(scores.map(({ idOverlap }) => idOverlap)),
    shortRate: meanOf(scores.map(({ short }) => Number(short))),
    latency,
    indexes: [...new Set(reading.flatMap(({ found }) => found.indexes))],
    indexRate: searched.length === 0 ? 0 : reading.length / searched.length,
    diagnoses,
    problems,
    passed: problems.length === 0,
  }
}

const warmUps = 5
const nothing: Estimate = { value: 0, interval: [0, 1] }

function meanOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? 0 : mean(known)
}

function limitsMissed(
  { value, interval: [low] }: Estimate,
  { p95 }: Latency,
  topK: number,
  { searchAccuracyThreshold, maxSearchTime }: AccuracyAbout['limits'],
): string[] {
  const problems: string[] = []
  if (low < searchAccuracyThreshold) {
    problems.push(
      `recall@${topK} is ${value.toFixed(3)}, with 95 % confidence at least ${low.toFixed(3)}; the limit is ${searchAccuracyThreshold}`,
    )
  }
  if (maxSearchTime !== undefined && p95 > maxSearchTime) {
    problems.push(`95 % of the searches take up to ${p95.toFixed(1)} ms; the limit is ${maxSearchTime} ms`)
  }
  return problems
}

/** Only a cosine says how alike vectors are, whatever their lengths. */
function dissimilar(
  { metric }: SearchedColumn,
  searched: readonly { readonly found: FoundRows }[],
  { similarityThreshold }: AccuracyAbout['limits'],
): string[] {
  if (similarityThreshold === undefined || metric !== 'cosine') return []
  const distances = searched.flatMap(({ found }) => found.rows.flatMap(({ distance }) => distance ?? []))
  const least = 1 - distances.filter(Number.isFinite).reduce((most, distance) => Math.max(most, distance), 0)
  if (least >= similarityThreshold) return []
  return [`The similarity of what was found goes down to ${least.toFixed(3)}; the limit is ${similarityThreshold}`]
}
