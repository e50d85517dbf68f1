/** Elements by their names. */
export type Named<Element> = Readonly<Record<string, Element>>

/**
 * A schema as random choices. Any model can be rendered: a choice that can't be met beside the others, such as a reference
 * to a table that is not there, is passed over.
 */
export interface Model {
  readonly enums: Named<RandomEnum>
  readonly domains: Named<RandomDomain>
  readonly composites: Named<RandomComposite>
  readonly sequences: Named<RandomSequence>
  readonly functions: Named<RandomFunction>
  readonly tables: Named<RandomTable>
  readonly views: Named<RandomView>
  readonly counters: Named<RandomCounter>
  /** Distinguishes bodies of the function that all triggers call. */
  readonly triggerBody: number
}

export interface RandomEnum {
  readonly values: readonly string[]
  readonly comment: string | null
}

export interface RandomDomain {
  readonly base: 'integer' | 'text' | 'numeric(8,2)'
  readonly check: 'none' | 'compare' | 'function'
  readonly least: number
  readonly required: boolean
}

export interface RandomComposite {
  readonly fields: Named<{ readonly type: string }>
}

export interface RandomSequence {
  readonly type: 'integer' | 'bigint'
  readonly increment: number
  readonly cycle: boolean
}

/** Takes a whole number and gives one; may call one whose name comes before its own. */
export interface RandomFunction {
  readonly language: 'sql' | 'plpgsql' | 'atomic'
  readonly factor: number
  readonly calls: string
  readonly secret: boolean
  readonly comment: string | null
}

export interface RandomTable {
  readonly key: 'none' | 'integer' | 'bigint' | 'identity' | 'serial' | 'uuid'
  readonly columns: Named<RandomColumn>
  readonly uniques: Named<{
    readonly columns: readonly string[]
    readonly deferrable: boolean
    readonly nulls: boolean
  }>
  readonly checks: Named<{
    readonly column: string
    readonly by: 'compare' | 'function'
    readonly least: number
    readonly valid: boolean
  }>
  /** To a table's key, from a column of the reference's own name. */
  readonly references: Named<RandomReference>
  readonly indexes: Named<{ readonly columns: readonly string[]; readonly how: IndexKind }>
  readonly triggers: Named<{ readonly timing: 'before' | 'after'; readonly events: string; readonly enabled: boolean }>
  readonly policies: Named<{ readonly command: 'all' | 'select' | 'delete'; readonly column: string }>
  readonly grants: Named<{ readonly privileges: string; readonly option: boolean }>
  /** Where its rows are divided by their key: where each part begins. */
  readonly parts: Named<{ readonly rest: boolean }>
  readonly rowSecurity: boolean
  readonly unlogged: boolean
  readonly fillfactor: number | null
  readonly comment: string | null
}

export type IndexKind = 'plain' | 'descending' | 'expression' | 'function' | 'partial' | 'unique' | 'hash' | 'include'

export interface RandomColumn {
  readonly type: string
  readonly required: boolean
  readonly fallback: 'none' | 'literal' | 'other literal' | 'function' | 'sequence'
  readonly generated: boolean
  readonly comment: string | null
}

export interface RandomReference {
  readonly to: string
  readonly onDelete: 'no action' | 'cascade' | 'set null'
  readonly deferrable: boolean
  readonly valid: boolean
  readonly required: boolean
}

export interface RandomView {
  /** A table, or a view whose name comes before its own. */
  readonly over: string
  /** Which columns of that, by their bits. */
  readonly columns: number
  readonly star: boolean
  readonly filtered: boolean
  readonly computed: boolean
  readonly materialized: boolean
  readonly barrier: boolean
  readonly comment: string | null
}

/** A function over the rows of a table or a view. */
export interface RandomCounter {
  readonly over: string
  readonly how: 'atomic' | 'sql' | 'plpgsql' | 'rows'
}

export const tableNames = ['t0', 'T 1', 'select', 'it"s', 't4', 'p0', 'p1'] as const
export const columnNames = ['c0', 'C 1', 'user', 'c"3', 'c4', 'c5'] as const
export const viewNames = ['v0', 'V 1', 'view2', 'view3'] as const
export const functionNames = ['f0', 'F 1', 'f2'] as const
export const sequenceNames = ['s0', 'S 1'] as const
export const enumNames = ['e0', 'E 1'] as const
export const domainNames = ['d0', 'D 1'] as const
export const compositeNames = ['k0', 'K 1'] as const

/** Tables by these names are partitioned. */
export const isPartitioned = (table: string): boolean => table.startsWith('p')

/** Built-in types with two values of each. */
export const plainTypes: Named<readonly [string, string]> = {
  integer: ['7', '42'],
  bigint: ['7', '42'],
  smallint: ['7', '42'],
  text: ["'x'", "'it''s'"],
  'varchar(20)': ["'x'", "'y'"],
  'varchar(30)': ["'x'", "'y'"],
  'numeric(8,2)': ['1.5', '0'],
  'numeric(10,4)': ['1.5', '0'],
  boolean: ['true', 'false'],
  date: ["'2020-01-01'", "'2021-01-01'"],
  timestamp: ['now()', "'2021-01-01'"],
  timestamptz: ['now()', 'clock_timestamp()'],
  uuid: ['gen_random_uuid()', "'00000000-0000-0000-0000-000000000000'"],
  jsonb: ["'{}'", "'[]'"],
  'text[]': ["'{}'", "array['a']"],
  'integer[]': ["'{}'", 'array[1]'],
  bytea: ["'\\x00'", "'\\x01'"],
  interval: ["'1 day'", "'2 hours'"],
  'double precision': ['1.5', '0'],
}
