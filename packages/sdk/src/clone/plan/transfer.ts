import type { ColumnType, PlainKind } from '../../catalog/column-type.ts'
import { binaryCodec } from '../copy/binary-codec.ts'
import type { DataTable } from './data-tables.ts'

/** Binary wherever every column has a form that is the same in every database, and masks can read and write it. */
export function transferOf({ columns }: DataTable): 'binary' | 'text' {
  const read = new Set(columns.flatMap(({ mask }) => (mask.mask === undefined ? [] : [mask.name, ...mask.reads])))
  return columns.every(
    ({ column }) => isPortable(column.type) && (!read.has(column.name) || binaryCodec(column) !== undefined),
  )
    ? 'binary'
    : 'text'
}

const ownTypes: Readonly<Partial<Record<PlainKind, true>>> = {
  smallint: true,
  integer: true,
  bigint: true,
  real: true,
  double: true,
  money: true,
  boolean: true,
  text: true,
  citext: true,
  uuid: true,
  date: true,
  json: true,
  jsonb: true,
  bytea: true,
  inet: true,
  cidr: true,
  macaddr: true,
  macaddr8: true,
  tsvector: true,
  tsquery: true,
  point: true,
  line: true,
  lseg: true,
  box: true,
  path: true,
  polygon: true,
  circle: true,
  oid: true,
}

/** Whether its bytes name nothing that has another number in another database, as arrays of enums and composites do. */
function isPortable(type: ColumnType): boolean {
  switch (type.kind) {
    case 'numeric':
    case 'varchar':
    case 'char':
    case 'bit':
    case 'varbit':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
    case 'enum':
      return true
    case 'domain':
      return isPortable(type.base)
    case 'array':
      return isPortable(type.element) && !isMade(type.element)
    case 'range':
    case 'multirange':
      return type.schema === 'pg_catalog' && isPortable(type.element)
    case 'composite':
    case 'vector':
    case 'halfvec':
    case 'sparsevec':
    case 'unknown':
      return false
    default:
      return ownTypes[type.kind] === true
  }
}

function isMade({ kind }: ColumnType): boolean {
  return kind === 'enum' || kind === 'domain' || kind === 'citext' || kind === 'range' || kind === 'multirange'
}
