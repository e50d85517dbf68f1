import type { ColumnType } from '../../column-type.ts'

type Build = (first: number | undefined, second: number | undefined) => ColumnType

const plain =
  (
    kind:
      | 'smallint'
      | 'integer'
      | 'bigint'
      | 'double'
      | 'boolean'
      | 'text'
      | 'uuid'
      | 'date'
      | 'json'
      | 'bytea'
      | 'any',
  ): Build =>
  () => ({ kind })
const text =
  (kind: 'varchar' | 'char'): Build =>
  (length) =>
    length === undefined ? { kind: 'text' } : { kind, length }
const time =
  (kind: 'time' | 'timestamp' | 'timestamptz'): Build =>
  () => ({ kind })
const numeric: Build = (precision, scale) =>
  precision === undefined ? { kind: 'numeric' } : { kind: 'numeric', precision, scale: scale ?? 0 }

/** Names that people give to types in SQLite, which itself knows affinities only. */
const known: Readonly<Record<string, Build>> = {
  tinyint: plain('smallint'),
  smallint: plain('smallint'),
  int2: plain('smallint'),
  mediumint: plain('integer'),
  int: plain('integer'),
  int4: plain('integer'),
  integer: plain('bigint'),
  bigint: plain('bigint'),
  int8: plain('bigint'),
  'unsigned big int': plain('bigint'),
  bool: plain('boolean'),
  boolean: plain('boolean'),
  real: plain('double'),
  float: plain('double'),
  double: plain('double'),
  'double precision': plain('double'),
  decimal: numeric,
  numeric: numeric,
  number: numeric,
  money: (precision, scale) => ({ kind: 'numeric', precision: precision ?? 19, scale: scale ?? 4 }),
  text: plain('text'),
  clob: plain('text'),
  string: plain('text'),
  varchar: text('varchar'),
  nvarchar: text('varchar'),
  'varying character': text('varchar'),
  'character varying': text('varchar'),
  varchar2: text('varchar'),
  char: text('char'),
  nchar: text('char'),
  character: text('char'),
  'native character': text('char'),
  uuid: plain('uuid'),
  guid: plain('uuid'),
  uniqueidentifier: plain('uuid'),
  date: plain('date'),
  time: time('time'),
  datetime: time('timestamp'),
  timestamp: time('timestamp'),
  'timestamp without time zone': time('timestamp'),
  timestamptz: time('timestamptz'),
  'timestamp with time zone': time('timestamptz'),
  json: plain('json'),
  jsonb: plain('json'),
  blob: plain('bytea'),
  bytea: plain('bytea'),
  binary: plain('bytea'),
  varbinary: plain('bytea'),
  any: plain('any'),
  '': plain('any'),
}

/** What a declared type means: by its name where people agree on one, else by the rules of affinity. */
export function declaredType(declared: string): ColumnType {
  const [, words = '', first, second] = /^([^(]*)(?:\(\s*[+-]?(\d+)\s*(?:,\s*[+-]?(\d+)\s*)?\))?/.exec(declared) ?? []
  const name = words.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits))
  return (known[name] ?? byAffinity(name))(number(first), number(second))
}

/** The five rules of the SQLite manual, in its order. */
function byAffinity(name: string): Build {
  if (name.includes('int')) return plain('bigint')
  if (/char|clob|text/.test(name)) return text('varchar')
  if (name.includes('blob')) return plain('bytea')
  if (/real|floa|doub/.test(name)) return plain('double')
  return numeric
}
