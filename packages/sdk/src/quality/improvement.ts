import type { MetricName } from './quality-metrics.ts'

/** What a patch does to the rows that fail a rule. Each can be applied by `applyImprovement`, and undone by not doing it. */
export type Patch =
  | {
      readonly type: 'fill'
      readonly entity: string
      readonly column: string
      readonly with: string | number | boolean
      readonly where: string
    }
  | { readonly type: 'set-null'; readonly entity: string; readonly column: string; readonly where: string }
  | {
      readonly type: 'replace'
      readonly entity: string
      readonly column: string
      readonly mapping: Readonly<Record<string, string>>
    }
  | { readonly type: 'trim'; readonly entity: string; readonly column: string }
  | { readonly type: 'case'; readonly entity: string; readonly column: string; readonly to: 'lower' | 'upper' }
  | {
      readonly type: 'swap'
      readonly entity: string
      readonly columns: readonly [string, string]
      readonly where: string
    }
  | {
      readonly type: 'clamp'
      readonly entity: string
      readonly column: string
      readonly min?: number | undefined
      readonly max?: number | undefined
    }
  | { readonly type: 'keep-first'; readonly entity: string; readonly columns: readonly string[] }
  | { readonly type: 'drop-rows'; readonly entity: string; readonly where: string }
  | {
      readonly type: 'drop-orphans'
      readonly entity: string
      readonly columns: readonly string[]
      readonly parent: string
      readonly parentColumns: readonly string[]
    }
  | { readonly type: 'change-rule'; readonly rule: string; readonly change: Readonly<Record<string, unknown>> }

export interface Improvement {
  readonly rule: string
  /** For people: what is wrong, what the patch does, what it costs. */
  readonly text: string
  readonly patch: Patch
  /** Rows that it changes or drops, at most. */
  readonly rows: number
  /** What each metric gains by it, from −1 to 1, worked out from the counts of the report. */
  readonly predicted: Readonly<Partial<Record<MetricName, number>>>
}
