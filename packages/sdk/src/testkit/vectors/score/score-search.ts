import type { ExactNeighbours } from '../search/exact-neighbours.ts'
import type { FoundRows } from '../search/run-search.ts'
import { equalWithin, type VectorMetric } from '../vector-metric.ts'

/** How good the answer to one query was. What counts is how near a row is, not which of several equally near ones it is. */
export interface SearchScore {
  readonly returned: number
  /** The most that could be right: k, or all rows where there are fewer. */
  readonly possible: number
  /** Rows of the answer, each counted once, that are as near as one of the k nearest. */
  readonly hits: number
  /** hits / possible; null where there was nothing to find. */
  readonly recall: number | null
  /** hits / returned; null where nothing came back. */
  readonly precision: number | null
  /** From 1, where the k nearest come in their order, down to 0. */
  readonly ndcg: number | null
  /** One over the place of the nearest row. */
  readonly reciprocalRank: number | null
  /** How much farther what was found is than what is nearest, 1 at best; null for metrics that can be zero or less there. */
  readonly distanceRatio: number | null
  /** As it is commonly counted: the share of the answer whose keys are among the exact ones. */
  readonly idOverlap: number | null
  /** Rows that came again. */
  readonly duplicates: number
  /** Rows that must not be found: they do not meet the condition, or are not there. */
  readonly foreign: number
  /** The answer is shorter than it could be. */
  readonly short: boolean
  readonly unordered: boolean
  readonly tied: boolean
}

export function scoreSearch(
  { query, nearest, tied }: ExactNeighbours,
  { rows }: Pick<FoundRows, 'rows'>,
  topK: number,
  metric: VectorMetric,
): SearchScore {
  const exact = nearest.map(({ distance }) => distance)
  const slack = equalWithin(metric, query.length, exact)
  const limit = (exact.at(-1) ?? Number.NEGATIVE_INFINITY) + slack
  const answer = rows.slice(0, topK)
  const distinct = answer.filter(({ key }, at) => answer.findIndex((other) => other.key === key) === at)
  const near = distinct.map(({ distance }) => distance ?? Number.POSITIVE_INFINITY)
  const hits = near.filter((distance) => distance <= limit).length
  const keys = new Set(nearest.map(({ key }) => key))
  const possible = exact.length
  const first = near.findIndex((distance) => distance <= (exact[0] ?? Number.NEGATIVE_INFINITY) + slack)
  return {
    returned: rows.length,
    possible,
    hits,
    recall: possible === 0 ? null : hits / possible,
    precision: answer.length === 0 ? null : hits / answer.length,
    ndcg: possible === 0 ? null : gain(answerGains(answer, exact, slack)) / gain(gains(exact, exact, slack)),
    reciprocalRank: possible === 0 ? null : first < 0 ? 0 : 1 / (placeOf(answer, distinct[first]?.key) + 1),
    distanceRatio: ratioOf(near, exact),
    idOverlap: answer.length === 0 ? null : answer.filter(({ key }) => keys.has(key)).length / answer.length,
    duplicates: answer.length - distinct.length,
    foreign: distinct.filter(({ distance }) => distance === null).length,
    short: answer.length < possible,
    unordered: near.some((distance, at) => distance < (near[at - 1] ?? distance) - slack),
    tied,
  }
}

/** The nearest is worth k, the next k - 1 …, those that are equally near the same, and what is not among the k nothing. */
function gains(distances: readonly number[], exact: readonly number[], slack: number): number[] {
  const last = exact.at(-1) ?? Number.NEGATIVE_INFINITY
  return distances.map((distance) =>
    distance > last + slack ? 0 : exact.length - exact.filter((nearer) => nearer < distance - slack).length,
  )
}

/** A row that comes again is worth nothing. */
function answerGains(answer: FoundRows['rows'], exact: readonly number[], slack: number): number[] {
  return gains(
    answer.map(({ key, distance }, at) =>
      distance === null || answer.findIndex((other) => other.key === key) < at ? Number.POSITIVE_INFINITY : distance,
    ),
    exact,
    slack,
  )
}

function gain(worths: readonly number[]): number {
  return worths.reduce((sum, worth, at) => sum + worth / Math.log2(at + 2), 0)
}

function placeOf(answer: FoundRows['rows'], wanted: string | undefined): number {
  return answer.findIndex(({ key }) => key === wanted)
}

function ratioOf(near: readonly number[], exact: readonly number[]): number | null {
  const found = near.filter(Number.isFinite).sort((a, b) => a - b)
  const ratios = found.flatMap((distance, at) => {
    const best = exact[at]
    return best === undefined || best <= 0 ? [] : [distance / best]
  })
  return ratios.length === 0 ? null : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
}
