import type { PersonalClass } from '../../anonymize/detect/personal-class.ts'
import type { FieldType } from '../../model/schema.ts'
import type { FormatName } from '../rules/named-formats.ts'

/** What one look at rows told, in bounded memory. Every number says of how many values it speaks. */
export interface DataProfile {
  /** Of the source, for people, without secrets. */
  readonly name: string
  readonly entities: readonly EntityProfile[]
  readonly foreignKeys: readonly ForeignKeyCandidate[]
}

export interface EntityProfile {
  readonly name: string
  readonly rows: number
  readonly columns: readonly ColumnProfile[]
  /** Sets of columns that held no null and never the same twice, the likeliest key first. */
  readonly keys: readonly KeyCandidate[]
  /** One column is a function of another, in all rows. */
  readonly dependencies: readonly DependencyCandidate[]
  /** One column is never above another, in all rows that have both. */
  readonly orderings: readonly OrderingCandidate[]
}

export interface ColumnProfile {
  readonly name: string
  /** What the values are; `mixed` where they are of several types that no type holds. */
  readonly type: FieldType | 'mixed' | 'unknown'
  /** Of text: the type that every value that is there can be read as. */
  readonly readsAs: FieldType | undefined
  readonly rows: number
  readonly nulls: number
  readonly distinct: DistinctCount
  readonly numbers: NumberProfile | undefined
  readonly text: TextProfile | undefined
  /** How often each value stood there, where they are few; never of a personal column. */
  readonly values: readonly ValueCount[] | undefined
  /** What it seems to hold of people. Then neither values nor bounds of it are told. */
  readonly personal: PersonalClass | undefined
}

export interface DistinctCount {
  readonly count: number
  /** Otherwise it is an estimate, with this relative standard error. */
  readonly exact: boolean
  readonly error: number
  /** No value stood there twice. Undefined where there were too many to know. */
  readonly unique: boolean | undefined
}

export interface ValueCount {
  readonly value: string | number | boolean
  readonly count: number
}

/** Of numbers, and of dates (days), times and timestamps (microseconds); texts that can all be read as such are read. */
export interface NumberProfile {
  readonly n: number
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly deviation: number
  readonly zeros: number
  readonly negatives: number
  /** NaN and the infinities, which are left out of all else. */
  readonly notFinite: number
  /** The most digits after the point, up to 6; 7 where there are more. */
  readonly decimals: number
  readonly quantiles: Quantiles
}

export interface Quantiles {
  /** Values that they were taken of. */
  readonly n: number
  /** Otherwise a uniform sample of n values stands for all. */
  readonly exact: boolean
  readonly p01: number
  readonly p05: number
  readonly p25: number
  readonly p50: number
  readonly p75: number
  readonly p95: number
  readonly p99: number
}

export interface TextProfile {
  readonly n: number
  /** In characters. */
  readonly minLength: number
  readonly maxLength: number
  readonly empty: number
  /** With spaces before or behind. */
  readonly padded: number
  /** Upper-case letters as A, lower-case ones as a, digits as 9, all else as it is. Undefined where there were too many. */
  readonly shapes: readonly { readonly shape: string; readonly count: number }[] | undefined
  /** Named formats that most of the values are of. */
  readonly formats: readonly { readonly format: FormatName; readonly count: number; readonly n: number }[]
}

export interface KeyCandidate {
  readonly columns: readonly string[]
  readonly n: number
}

export interface DependencyCandidate {
  readonly from: string
  readonly to: string
  readonly n: number
  /** Values of `from`; each stood there n / groups times on average. */
  readonly groups: number
}

export interface OrderingCandidate {
  readonly lesser: string
  readonly greater: string
  /** Never equal. */
  readonly strict: boolean
  readonly n: number
  /** How many pairs would break it, were the columns independent of each other. */
  readonly byChance: number
}

export interface ForeignKeyCandidate {
  readonly child: { readonly entity: string; readonly columns: readonly string[] }
  readonly parent: { readonly entity: string; readonly columns: readonly string[] }
  /** Different values of the child that were looked for, all of which stand in the parent. */
  readonly n: number
  /** Otherwise n is a sample of them. */
  readonly exact: boolean
  /** The names say so too. */
  readonly named: boolean
}
