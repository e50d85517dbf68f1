/** What a column holds; `?` where it may be null. A flag is an integer that is 0 or 1. */
export type ColumnKind = 'text' | 'integer' | 'real' | 'flag' | 'bytes'
export type Column = ColumnKind | `${ColumnKind}?`

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly to: string
  readonly referenced: readonly string[]
  readonly onDelete?: 'cascade'
  /** Looked at when the transaction ends. */
  readonly deferred?: true
}

export interface Index {
  readonly columns: readonly string[]
  readonly unique?: true
  /** SQL that both engines read alike. */
  readonly where?: string
}

/** A table as both engines have it: their statements are made out of this. */
export interface TableShape {
  readonly columns: Readonly<Record<string, Column>>
  readonly primaryKey: readonly string[]
  readonly foreignKeys?: readonly ForeignKey[]
  readonly indexes?: readonly Index[]
  /** Rows are added and never changed or deleted one by one. */
  readonly appendOnly?: true
}

export type Shapes = Readonly<Record<string, TableShape>>

type KindOf<Value> = [Value] extends [0 | 1]
  ? 'flag'
  : [Value] extends [number]
    ? 'integer' | 'real'
    : [Value] extends [string]
      ? 'text'
      : 'bytes'
type ColumnOf<Value> = null extends Value ? `${KindOf<NonNullable<Value>>}?` : KindOf<Value>

/** The shapes of these tables: every column, with the kind that its type has. */
export type ShapesOf<Tables> = {
  readonly [Name in keyof Tables]: TableShape & {
    readonly columns: { readonly [Column in keyof Tables[Name]]: ColumnOf<Tables[Name][Column]> }
    readonly primaryKey: readonly (keyof Tables[Name])[]
  }
}

export function isNullable(column: Column): boolean {
  return column.endsWith('?')
}

export function kindOf(column: Column): ColumnKind {
  return column.replace('?', '') as ColumnKind
}
