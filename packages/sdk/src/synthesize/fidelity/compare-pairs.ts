import type { PairFidelity } from '../fidelity-report.ts'
import { contingencySimilarity } from './formulas/contingency-similarity.ts'
import { correlationSimilarity, type PairScore } from './formulas/correlation-similarity.ts'
import { type ComparedColumn, isNumbers } from './table/compared-columns.ts'
import { equalWidthEdges, type LevelColumn, levelsOf } from './table/levels.ts'

/** Pairs that go together less than this in the real rows take no part in the trends, as in SDMetrics since 0.27. */
const leastStrength = { correlation: 0.5, contingency: 0.3 } as const

const bins = 10
/** Of 16 bits, with room for what is missing, rare or unknown. */
const mostLevels = 65_000

/** A column with its levels, which are made when a pair wants them first. */
export interface PairColumn {
  readonly column: ComparedColumn
  readonly levels: () => LevelColumn
}

export function pairColumn(column: ComparedColumn): PairColumn {
  let levels: LevelColumn | undefined
  return {
    column,
    levels: () => {
      levels ??= levelsOf(column, (real) => equalWidthEdges(real, bins), mostLevels)
      return levels
    },
  }
}

/** The published figures of each pair: correlations of two numbers, contingency of all others. */
export function comparePairs(columns: readonly ComparedColumn[]): PairFidelity[] {
  const prepared = columns.map(pairColumn)
  return prepared.flatMap((a, i) => prepared.slice(i + 1).map((b) => comparePair(a, b)))
}

export function comparePair(a: PairColumn, b: PairColumn): PairFidelity {
  const columns = [a.column.name, b.column.name] as const
  if (isNumbers(a.column) && isNumbers(b.column)) {
    const { real, synthetic } = a.column
    return pairOf(columns, 'correlation', correlationSimilarity([real, b.column.real], [synthetic, b.column.synthetic]))
  }
  return pairOf(columns, 'contingency', contingencySimilarity(a.levels(), b.levels()))
}

function pairOf(
  columns: readonly [string, string],
  metric: PairFidelity['metric'],
  { score, real, synthetic }: PairScore,
): PairFidelity {
  const counted = score !== null && real !== null && Math.abs(real) > leastStrength[metric]
  return { columns, metric, score, strength: { real, synthetic }, counted }
}

/** The mean of what is not null; null where nothing is. */
export function meanOf(scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null)
  return known.length === 0 ? null : known.reduce((sum, score) => sum + score, 0) / known.length
}

export function trendsOf(pairs: readonly PairFidelity[]): number | null {
  return meanOf(pairs.filter(({ counted }) => counted).map(({ score }) => score))
}
