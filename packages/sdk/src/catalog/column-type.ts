/** The type of a column as a closed union: whatever follows introspection switches on `kind`, never on the text of a type. */
export type ColumnType =
  | PlainType
  | { readonly kind: 'numeric'; readonly precision?: number; readonly scale?: number }
  | { readonly kind: 'varchar' | 'char' | 'bit' | 'varbit'; readonly length?: number }
  | { readonly kind: TimeKind; readonly precision?: number }
  | { readonly kind: 'vector' | 'halfvec' | 'sparsevec'; readonly dimensions?: number }
  | EnumType
  | DomainType
  | { readonly kind: 'array'; readonly element: ColumnType; readonly dimensions: number }
  | {
      readonly kind: 'range' | 'multirange'
      readonly schema: string
      readonly name: string
      readonly element: ColumnType
    }
  | CompositeType
  | { readonly kind: 'unknown'; readonly schema: string; readonly name: string }

interface PlainType {
  readonly kind: PlainKind
}
export type PlainKind = (typeof plainKinds)[number]
export const plainKinds = [
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'money',
  'boolean',
  'text',
  'citext',
  'uuid',
  'date',
  'json',
  'jsonb',
  'bytea',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'xml',
  'tsvector',
  'tsquery',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
  'hstore',
  'ltree',
  'oid',
  /** A column that SQLite lets hold anything. */
  'any',
] as const

type TimeKind = 'time' | 'timetz' | 'timestamp' | 'timestamptz' | 'interval'

export interface EnumType {
  readonly kind: 'enum'
  readonly schema: string
  readonly name: string
  readonly values: readonly string[]
}

export interface DomainType {
  readonly kind: 'domain'
  readonly schema: string
  readonly name: string
  readonly base: ColumnType
  /** The base as the engine writes it. */
  readonly baseType: string
  readonly collation: string | null
  readonly notNull: boolean
  readonly default: string | null
  readonly checks: readonly DomainCheck[]
}

export interface DomainCheck {
  readonly name: string
  /** Over VALUE. */
  readonly expression: string
  readonly valid: boolean
}

export interface CompositeType {
  readonly kind: 'composite'
  readonly schema: string
  readonly name: string
  readonly fields: readonly CompositeField[]
}

export interface CompositeField {
  readonly name: string
  readonly type: ColumnType
  /** The type as the engine writes it. */
  readonly databaseType: string
  readonly collation: string | null
}
