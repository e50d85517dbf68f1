import type { ColumnType } from '../../catalog/column-type.ts'

/** How a value is stored in SQLite, or held against its type before it goes to Postgres. */
export type ValueWay =
  | 'integer'
  | 'real'
  | 'decimal'
  | 'boolean'
  | 'text'
  | 'bytes'
  | 'list'
  | 'uuid'
  | 'date'
  | 'time'
  | 'wall clock'
  | 'instant'
  | 'json'

export interface MappedType {
  /** As the other engine writes it. */
  readonly type: string
  readonly way: ValueWay
  /** What changes, for people. Empty: nothing. */
  readonly note: string
}

type Kind = ColumnType['kind']
type Mapping = Readonly<Record<Kind, MappedType>>

const as = (type: string, way: ValueWay, note = ''): MappedType => ({ type, way, note })
const asText = (what: string): MappedType => as('TEXT', 'text', what)
const asWritten = asText('as Postgres writes it')

/** From Postgres: what each kind of type becomes in SQLite. Lengths and sizes stand for documentation; SQLite holds to none. */
export const toSqlite: Mapping = {
  smallint: as('SMALLINT', 'integer'),
  integer: as('INT', 'integer'),
  bigint: as('BIGINT', 'integer'),
  oid: as('BIGINT', 'integer'),
  real: as('REAL', 'real', 'NaN is refused'),
  double: as('DOUBLE', 'real', 'NaN is refused'),
  numeric: as(
    'NUMERIC',
    'decimal',
    'a value of more than 15 digits, NaN and infinity are refused; numeric(p) with p above 15 becomes TEXT',
  ),
  money: asText('as the server writes it'),
  boolean: as('BOOLEAN', 'boolean', '1 and 0'),
  text: as('TEXT', 'text'),
  citext: as('TEXT COLLATE NOCASE', 'text', 'letters of ASCII alone are compared without case'),
  varchar: as('VARCHAR', 'text'),
  char: as('CHAR', 'text', 'without the spaces at its end'),
  uuid: as('UUID', 'text'),
  date: as('DATE', 'text', 'infinity and years BC stay texts as Postgres writes them'),
  time: as('TIME', 'text'),
  timetz: asWritten,
  timestamp: as('TIMESTAMP', 'wall clock', '2024-02-29 23:59:59.5; infinity and years BC as Postgres writes them'),
  timestamptz: as(
    'TIMESTAMPTZ',
    'instant',
    'in UTC, 2024-02-29T23:59:59.5Z; infinity and years BC as Postgres writes them',
  ),
  interval: asWritten,
  json: asText('the same JSON'),
  jsonb: asText('the same JSON'),
  bytea: as('BLOB', 'bytes'),
  bit: asText('digits 0 and 1'),
  varbit: asText('digits 0 and 1'),
  inet: asWritten,
  cidr: asWritten,
  macaddr: asWritten,
  macaddr8: asWritten,
  xml: asWritten,
  tsvector: asWritten,
  tsquery: asWritten,
  point: asWritten,
  line: asWritten,
  lseg: asWritten,
  box: asWritten,
  path: asWritten,
  polygon: asWritten,
  circle: asWritten,
  hstore: asWritten,
  ltree: asWritten,
  vector: asWritten,
  halfvec: asWritten,
  sparsevec: asWritten,
  enum: asText('with a check that it is one of the labels'),
  domain: asText('what the type below it becomes, with the checks that can be translated'),
  array: as('TEXT', 'list', 'JSON: numbers and truth as such, all else as texts'),
  range: asWritten,
  multirange: asWritten,
  composite: asWritten,
  unknown: asWritten,
  any: asText(''),
}

const never = as('text', 'text', 'SQLite declares no such type')

/** From SQLite: what each kind of declared type becomes in Postgres. SQLite enforces none, so that every value is held against it. */
export const toPostgres: Mapping = {
  smallint: as('bigint', 'integer', 'SQLite holds 64 bits in any of them'),
  integer: as('bigint', 'integer', 'SQLite holds 64 bits in any of them'),
  bigint: as('bigint', 'integer'),
  double: as('double precision', 'real'),
  numeric: as('numeric', 'decimal', 'without size and scale, which SQLite does not hold to'),
  boolean: as('boolean', 'boolean', '0, 1, true and false'),
  text: as('text', 'text', 'blobs, the character NUL and what is no UTF-8 are refused'),
  varchar: as('text', 'text', 'without a length, which SQLite does not hold to'),
  char: as('text', 'text', 'without a length, which SQLite does not hold to'),
  uuid: as('uuid', 'uuid', 'also blobs of 16 bytes'),
  date: as('date', 'date', 'texts such as 2024-02-29; numbers are refused'),
  time: as('time', 'time', 'texts such as 23:59:59.5; numbers are refused'),
  timestamp: as(
    'timestamp',
    'wall clock',
    'texts such as 2024-02-29 23:59:59; with a zone in every value it becomes timestamptz; numbers are refused',
  ),
  timestamptz: as(
    'timestamptz',
    'instant',
    'texts such as 2024-02-29T23:59:59Z, without a zone in UTC; numbers are refused',
  ),
  json: as('json', 'json', 'texts that are JSON; SQLite’s own binary form is refused'),
  bytea: as('bytea', 'bytes', 'blobs alone'),
  any: as('text', 'text', "numbers as their text: 1 and '1' are no longer told apart; blobs are refused"),
  real: never,
  money: never,
  oid: never,
  citext: never,
  timetz: never,
  interval: never,
  jsonb: never,
  bit: never,
  varbit: never,
  inet: never,
  cidr: never,
  macaddr: never,
  macaddr8: never,
  xml: never,
  tsvector: never,
  tsquery: never,
  point: never,
  line: never,
  lseg: never,
  box: never,
  path: never,
  polygon: never,
  circle: never,
  hstore: never,
  ltree: never,
  vector: never,
  halfvec: never,
  sparsevec: never,
  enum: never,
  domain: never,
  array: never,
  range: never,
  multirange: never,
  composite: never,
  unknown: never,
}

/** A decimal of so many digits is the same number again after SQLite has held it as a double. */
export const exactDigits = 15

/** What a column of Postgres becomes, with its sizes. */
export function sqliteType(type: ColumnType): MappedType {
  const mapped = toSqlite[type.kind]
  switch (type.kind) {
    case 'domain':
      return sqliteType(type.base)
    case 'varchar':
    case 'char':
      return type.length === undefined ? mapped : { ...mapped, type: `${mapped.type}(${type.length})` }
    case 'numeric':
      if (type.precision === undefined) return mapped
      if (type.precision > exactDigits) return { ...mapped, type: 'TEXT', way: 'text' }
      return { ...mapped, type: `DECIMAL(${type.precision}, ${type.scale ?? 0})` }
    default:
      return mapped
  }
}
