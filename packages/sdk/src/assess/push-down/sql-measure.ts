import type { Measured } from '../../quality/rule-kind.ts'
import type { SqlColumns } from './sql-column.ts'

/** How many rows there are, and how many of them "where" leaves. */
export interface SqlCounts {
  readonly rows: number
  readonly looked: number
}

/** A rule that looks at each row for itself: conditions over `t`, counted in one scan with those of other rules. */
export interface SqlOfRows {
  readonly considered: string
  /** Of rows that are considered. */
  readonly failed: string
  /** Why nothing was considered though there are rows; `every value is null` where left out. */
  readonly nothing?: string | undefined
}

/** A rule about a whole entity: aggregates over the rows that "where" leaves, in the same scan. */
export interface SqlOfEntity {
  readonly aggregates: readonly string[]
  /** Queries of one value over other tables, whose values follow those of the aggregates. */
  readonly queries?: readonly string[] | undefined
  measured(values: readonly unknown[], counts: SqlCounts): Measured
}

/** A rule that needs a query of its own, of one row with `considered` and `failed`. */
export interface SqlOfQuery {
  readonly statement: string
  /** Over `t`: rows to be shown where some failed. */
  readonly failing: string
  /** Why nothing was considered though there are rows. */
  readonly nothing?: string | undefined
}

export type SqlMeasure = SqlOfRows | SqlOfEntity | SqlOfQuery

export interface SqlScope {
  /** Of the rule's entity, which is `t`. */
  readonly columns: SqlColumns
  /** Another entity under another alias; undefined where there is none, or where it may not be read. */
  other(entity: string, alias: string): SqlColumns | undefined
  /** The rule's "where" as a condition that is true or not. */
  readonly where: string | undefined
  readonly now: Date
}

/** `where` in front of conditions, or nothing where there are none. */
export function whereAll(...conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined)
  return given.length === 0 ? '' : ` where ${given.map((condition) => `(${condition})`).join(' and ')}`
}
