import type { QualityMetrics } from '../quality/quality-metrics.ts'

/** An estimate with its bootstrap interval, 95 %. */
export interface Estimate {
  readonly value: number
  readonly interval: readonly [low: number, high: number]
}

export interface ColumnFidelity {
  readonly column: string
  readonly metric: 'ks-complement' | 'tv-complement'
  /** Null where there is nothing to compare, which `note` says. */
  readonly score: number | null
  readonly note?: string | undefined
  readonly boundaryAdherence?: number | undefined
  readonly categoryAdherence?: number | undefined
  readonly coverage?: number | undefined
  readonly missingValueSimilarity: number
}

/**
 * Shares of the values that are not missing. Bins end at round numbers, and the outer ones hold all that is beyond;
 * values that few real rows share stand together as `other`.
 */
export type ColumnDistribution = {
  readonly column: string
  /** Of all rows. */
  readonly missing: Sides
} & (
  | {
      readonly is: 'number' | 'time'
      /** Of times, microseconds since 1970. */
      readonly bins: readonly (Sides & { readonly from: number; readonly to: number })[]
    }
  | {
      readonly is: 'category'
      readonly values: readonly (Sides & { readonly value: string })[]
      readonly other: Sides
    }
)

export interface Sides {
  readonly real: number
  readonly synthetic: number
}

export interface PairFidelity {
  readonly columns: readonly [string, string]
  readonly metric: 'correlation' | 'contingency'
  /** Null where the metric says nothing, such as of a constant column. */
  readonly score: number | null
  /** How strong the columns go together: Pearson's correlation, or Cramér's V. */
  readonly strength: { readonly real: number | null; readonly synthetic: number | null }
  /** Whether the pair takes part in the trends: those that go together in the real rows do. */
  readonly counted: boolean
}

/** Of one entity. Published formulas first, then ours: a shuffle of the columns is 0, another half of the real rows 1. */
export interface EntityFidelity {
  readonly entity: string
  readonly rows: { readonly real: number; readonly synthetic: number; readonly holdout: number }
  readonly columns: readonly ColumnFidelity[]
  /** Of the same columns. */
  readonly distributions: readonly ColumnDistribution[]
  readonly pairs: readonly PairFidelity[]
  /** Comparable with SDMetrics: column shapes, column pair trends, their mean. */
  readonly comparable: {
    readonly shapes: number | null
    readonly trends: number | null
    readonly overall: number | null
  }
  /** Of all columns by name and type on both sides, the share that is on both. */
  readonly structure: number
  /** Columns that were not compared, and why: keys, texts that are all different, a column of one side. */
  readonly excluded: readonly { readonly column: string; readonly note: string }[]
  readonly calibrated: Estimate | null
  readonly marginal: Estimate | null
  /** Of a classifier that tells real from synthetic rows: 0.5 is a coin. */
  readonly classifierAuc: Estimate | null
  /** A model of `target` learned on synthetic rows and tested on real ones, against one learned on real rows. */
  readonly usefulness: readonly {
    readonly target: string
    readonly metric: 'auc' | 'r2' | 'accuracy'
    readonly synthetic: number
    readonly real: number
  }[]
}

export interface RelationshipFidelity {
  readonly parent: string
  readonly child: string
  /** Of the keys. Null where there are no children, or no parents were read. */
  readonly referentialIntegrity: number | null
  /** Of the children per parent: how alike they are distributed, and the share within the real bounds. */
  readonly cardinalityShape: number | null
  readonly cardinalityBoundary: number | null
  /** A column of the parent and one of the child. */
  readonly pairs: readonly PairFidelity[]
  /** The mean of the pairs that count. */
  readonly trends: number | null
  readonly note?: string | undefined
}

/** Rows of the training data that stand in the synthetic rows, more often than in a holdout. */
export interface LeakAlarm {
  readonly entity: string
  /** `identical`: the very row. `near`: ten times nearer to it than any other real row is. */
  readonly kind: 'identical' | 'near'
  readonly rows: readonly { readonly synthetic: number; readonly real: number; readonly distance: number }[]
  /** How many there are; `rows` names the first by their row numbers, from 0: the farther from all other rows, the earlier. */
  readonly count: number
  /** How many there would be by what other real rows do. */
  readonly expected: number
  /** That a holdout would be as near by chance. */
  readonly pValue: number
}

export interface PrivacyRisk {
  readonly attack: 'singling-out' | 'linkability' | 'inference'
  readonly entity: string
  /** How many people were attacked, and as many of the holdout. */
  readonly attacks: number
  /** Columns that the attack went for. */
  readonly columns: readonly string[]
  /** (attack − control) / (1 − control), clipped to 0 … 1. */
  readonly risk: Estimate
  /** Wilson's rates: of few attacks they are never 0 or 1. */
  readonly attackRate: number
  readonly controlRate: number
  /** Of somebody who has no synthetic rows. */
  readonly guessRate: number
  /** Why the figure is not to be trusted, such as an attack no better than guessing. */
  readonly note?: string | undefined
}

export interface SyntheticPrivacy {
  readonly entity: string
  /** Rows that were looked at. All of the training rows are, always: a sample of them would hide a leak. */
  readonly compared: { readonly training: number; readonly synthetic: number; readonly holdout: number }
  /** Without a holdout each training row is held against all others, as if it were none of them. */
  readonly control: 'holdout' | 'leave-one-out'
  readonly columns: readonly string[]
  /** Distances of the nearest training row, 0 to 1, as 101 quantiles: of the synthetic rows, and of the control. */
  readonly distances: { readonly synthetic: readonly number[]; readonly holdout: readonly number[] }
  /** Share of synthetic rows nearer to the training data than to as large a holdout; 0.5 is ideal. Null without one. */
  readonly nearerToTraining: Estimate | null
  readonly identicalRows: { readonly synthetic: number; readonly holdout: number }
  /** Values of three columns that one training row alone has: how many stand in the synthetic rows, and in as many other real ones. */
  readonly rareCombinations: { readonly reproduced: number; readonly expected: number; readonly of: number }
  readonly risks: readonly PrivacyRisk[]
}

/** A figure that was asked for. One that could not be measured is not held. */
export interface FloorResult {
  readonly entity: string
  readonly figure: FloorName
  /** At least; of the classifier and the risk at most. */
  readonly floor: number
  readonly value: number | null
  readonly held: boolean
}
export const floorNames = ['shapes', 'trends', 'overall', 'calibrated', 'classifierAuc', 'risk'] as const
export type FloorName = (typeof floorNames)[number]

/** Of these figures less is better: a floor of one is what it is at most. `risk` is the greatest of all attacks. */
export function isCeiling(figure: FloorName): boolean {
  return figure === 'classifierAuc' || figure === 'risk'
}

export interface FidelityReport {
  readonly kind: 'understudy.fidelity-report'
  readonly version: 1
  readonly at: string
  readonly seed: string
  readonly real: string
  readonly synthetic: string
  readonly holdout: string | null
  readonly entities: readonly EntityFidelity[]
  readonly relationships: readonly RelationshipFidelity[]
  readonly privacy: readonly SyntheticPrivacy[]
  readonly alarms: readonly LeakAlarm[]
  /** The six metrics, with accuracy measured against the real rows. */
  readonly quality: QualityMetrics
  /** What could not be measured and why: a sample too small for it, a column of one side. */
  readonly notes: readonly string[]
  readonly floors: readonly FloorResult[]
  /** No alarm where one could have rung, every floor held, and every real entity compared. */
  readonly passed: boolean
}
