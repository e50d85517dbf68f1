import type { KindName, KindValue } from './kind-values.ts'

/** What every callback of a row knows: which row it is, and choices that depend on that alone. */
export interface Draws {
  /** Which row of the factory it is; a row asked for counts from 0. */
  readonly index: number
  /** Which row of its list, and how long the list is; 0 of 1 where it stands alone. */
  readonly listIndex: number
  readonly listSize: number
  /** A number that no other row of the factory has, in any worker: `user${sequence}@example.com`. */
  readonly sequence: number
  /** A value of a kind. Asked again in one callback, it is another one. */
  kind<Name extends KindName>(name: Name, options?: Readonly<Record<string, unknown>>): KindValue<Name>
  pick<const Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** True in so many of all cases. */
  chance(share: number): boolean
}

/** What a function that makes a field sees. */
export interface FieldContext<Row, Transient> extends Draws {
  /** The row as it grows: reading a field makes it first. One whose value takes a promise is read by `value`. */
  readonly row: Readonly<Row>
  readonly transient: Transient
  value<Name extends keyof Row>(name: Name): Promise<Row[Name]>
  /** The row that an association leads to; undefined where it leads to none, or back to a row that is not made yet. */
  parent<Row = Record<string, unknown>>(association: string): Readonly<Row> | undefined
}

/** What hooks see of a row. */
export interface RowContext<Transient> extends Draws {
  readonly transient: Transient
  parent<Row = Record<string, unknown>>(association: string): Readonly<Row> | undefined
}

export interface BatchContext {
  readonly listSize: number
  /** Whether the rows are built to be written. */
  readonly creating: boolean
}
