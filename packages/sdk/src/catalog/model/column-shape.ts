import type { Choice } from '../../generate/field-hint.ts'
import type { FieldType } from '../../model/schema.ts'
import type { ColumnType } from '../column-type.ts'

/** What values of a type look like to a generator. */
export interface ColumnShape {
  readonly type: FieldType
  readonly maxLength?: number
  readonly precision?: number
  readonly scale?: number
  /** The only values there are. */
  readonly values?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** A regular expression for text in the database's own notation. */
  readonly pattern?: string
  /** The kind that makes such text better than the pattern says. */
  readonly natural?: Choice
  readonly element?: ColumnShape
  /** Dimensions of a vector, whose text is that of a JSON array. */
  readonly vector?: number
}

const maximumVector = 16

/** Null where nothing is known of the type. */
export function columnShape(type: ColumnType): ColumnShape | null {
  switch (type.kind) {
    case 'smallint':
      return { type: 'integer', min: -32768, max: 32767 }
    case 'integer':
      return { type: 'integer', min: -2147483648, max: 2147483647 }
    case 'bigint':
      return { type: 'integer' }
    case 'oid':
      return { type: 'integer', min: 0, max: 4294967295 }
    case 'numeric':
      return numeric(type.precision, type.scale)
    case 'money':
      return { type: 'decimal', precision: 17, scale: 2 }
    case 'real':
    case 'double':
      return { type: 'float' }
    case 'boolean':
    case 'uuid':
    case 'date':
    case 'timestamp':
    case 'timestamptz':
    case 'json':
      return { type: type.kind }
    case 'time':
    case 'timetz':
      return { type: 'time' }
    case 'jsonb':
      return { type: 'json' }
    case 'bytea':
      return { type: 'bytes' }
    case 'text':
    case 'citext':
    case 'any':
      return { type: 'text' }
    case 'varchar':
    case 'char':
      return { type: 'text', ...(type.length === undefined ? {} : { maxLength: type.length }) }
    case 'enum':
      return type.values.length === 0 ? null : { type: 'text', values: type.values }
    case 'domain':
      return columnShape(type.base)
    case 'array':
      return list(type.element, type.dimensions)
    case 'vector':
    case 'halfvec':
      return { type: 'json', vector: type.dimensions ?? maximumVector }
    default: {
      const pattern = notation(type)
      const natural = naturalKind(type)
      return pattern === null ? null : { type: 'text', pattern, ...(natural === undefined ? {} : { natural }) }
    }
  }
}

const longestBits = 52

function naturalKind(type: ColumnType): Choice | undefined {
  switch (type.kind) {
    case 'inet':
      return { kind: 'ipv4' }
    case 'cidr':
      return { kind: 'cidr' }
    case 'macaddr':
      return { kind: 'mac' }
    case 'interval':
      return { kind: 'duration' }
    case 'xml':
    case 'hstore':
    case 'point':
      return { kind: type.kind }
    case 'bit': {
      const { length = 1 } = type
      return length <= longestBits ? { kind: 'bit-string', options: { length } } : undefined
    }
    case 'range':
      return naturalRange(type.element)
    default:
      return undefined
  }
}

function naturalRange(element: ColumnType): Choice | undefined {
  switch (element.kind) {
    case 'integer':
    case 'bigint':
      return { kind: 'number-range' }
    case 'date':
      return { kind: 'date-range' }
    case 'timestamp':
    case 'timestamptz':
      return { kind: 'timestamp-range', options: { zoned: element.kind === 'timestamptz' } }
    default:
      return undefined
  }
}

/** A negative scale leaves whole numbers, whose last digits are zero. */
function numeric(precision: number | undefined, scale = 0): ColumnShape {
  if (precision === undefined) return { type: 'decimal', scale: 2 }
  return { type: 'decimal', precision: Math.max(1, precision - Math.min(0, scale)), scale: Math.max(0, scale) }
}

function list(elementType: ColumnType, dimensions: number): ColumnShape | null {
  const element = dimensions > 1 ? list(elementType, dimensions - 1) : columnShape(elementType)
  return element === null ? null : { type: 'list', element }
}

const word = '[a-z]{3,8}'
const small = '[1-9]'
const point = `\\(${small}\\d,${small}\\d\\)`

/** How the text of a value looks, by example: plain enough to stand unquoted inside ranges and composites too. */
function notation(type: ColumnType): string | null {
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'oid':
      return '[1-9]\\d{0,2}'
    case 'numeric':
      return (type.precision ?? 3) - (type.scale ?? 0) > 0 ? small : '0'
    case 'real':
    case 'double':
    case 'money':
      return '[1-9]\\d?\\.\\d\\d'
    case 'boolean':
      return '(t|f)'
    case 'text':
    case 'citext':
    case 'any':
      return word
    case 'varchar':
    case 'char':
      return `[a-z]{1,${Math.min(8, type.length ?? 8)}}`
    case 'enum':
      return type.values.length === 0 ? null : `(${type.values.map(literal).join('|')})`
    case 'domain':
      return type.checks.length === 0 ? notation(type.base) : null
    case 'uuid':
      return '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
    case 'date':
      return '20[0-2]\\d-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])'
    case 'time':
    case 'timetz':
      return '([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d'
    case 'timestamp':
      return '20[0-2]\\d-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d'
    case 'timestamptz':
      return '20[0-2]\\d-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ'
    case 'interval':
      return 'P[1-9]\\dDT[1-9]H'
    case 'json':
    case 'jsonb':
      return '[1-9]\\d{0,2}'
    case 'bytea':
      return '\\\\x([0-9a-f]{2}){4}'
    case 'inet':
      return '10(\\.(1?\\d?\\d|2[0-4]\\d)){3}'
    case 'cidr':
      return '10\\.(1?\\d?\\d|2[0-4]\\d)\\.0\\.0/16'
    case 'macaddr':
      return '02(:[0-9a-f]{2}){5}'
    case 'macaddr8':
      return '02(:[0-9a-f]{2}){7}'
    case 'xml':
      return `<note>${word}</note>`
    case 'tsvector':
      return `${word} ${word} ${word}`
    case 'tsquery':
      return `${word} & ${word}`
    case 'bit':
      return `[01]{${type.length ?? 1}}`
    case 'varbit':
      return `[01]{1,${Math.min(32, type.length ?? 32)}}`
    case 'point':
      return point
    case 'line':
      return `\\{${small},${small},\\d\\}`
    case 'lseg':
    case 'path':
      return `\\[${point},${point}\\]`
    case 'box':
      return `${point},${point}`
    case 'polygon':
      return `\\(${point},${point},${point}\\)`
    case 'circle':
      return `<${point},${small}>`
    case 'hstore':
      return `"${word}"=>"${word}"`
    case 'ltree':
      return `${word}(\\.${word}){1,2}`
    case 'sparsevec':
      return `\\{1:0\\.\\d{3}[1-9]\\}/${type.dimensions ?? maximumVector}`
    case 'range':
      return between(type.element)
    case 'multirange': {
      const one = between(type.element)
      return one === null ? null : `\\{${one}\\}`
    }
    case 'composite':
      return composite(type.fields.map((field) => field.type))
    case 'array': {
      const element = notation(type.element)
      return element === null || type.dimensions > 1 ? null : `\\{${element}\\}`
    }
    case 'vector':
    case 'halfvec':
    case 'unknown':
      return null
  }
}

/** Parts of a composite stand in quotes, as some hold commas; those that hold quotes or backslashes are not written. */
function composite(types: readonly ColumnType[]): string | null {
  const parts = types.map((type) =>
    notation(type.kind === 'enum' ? { ...type, values: type.values.filter(isPlain) } : type),
  )
  if (!parts.every((part) => part !== null && isPlain(part.replaceAll(/\\[^\\]/g, '')))) return null
  return `\\(${parts.map((part) => `"${part}"`).join(',')}\\)`
}

function isPlain(text: string): boolean {
  return !/["\\]/.test(text)
}

/** Two values of which the first is surely the lesser. */
function between(element: ColumnType): string | null {
  switch (element.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
      return '\\[[1-4]\\d?,[5-9]\\d\\d\\)'
    case 'numeric':
      return (element.precision ?? 3) - (element.scale ?? 0) > 0 ? '\\[[1-4],[5-9]\\)' : null
    case 'date':
      return '\\[202[0-2]-0[1-9]-1\\d,202[3-5]-0[1-9]-1\\d\\)'
    case 'timestamp':
      return '\\[202[0-2]-0[1-9]-1\\dT1\\d:00:00,202[3-5]-0[1-9]-1\\dT1\\d:00:00\\)'
    case 'timestamptz':
      return '\\[202[0-2]-0[1-9]-1\\dT1\\d:00:00Z,202[3-5]-0[1-9]-1\\dT1\\d:00:00Z\\)'
    case 'time':
      return '\\[0\\d:[0-5]\\d:00,1\\d:[0-5]\\d:00\\)'
    case 'text':
    case 'varchar':
      return '\\[[a-f],[g-z]\\)'
    case 'inet':
      return '\\[10\\.0\\.0\\.\\d,10\\.1\\.0\\.\\d\\)'
    case 'domain':
      return element.checks.length === 0 ? between(element.base) : null
    default:
      return null
  }
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
