import type { FieldType } from '../schema.ts'
import type { TypeName } from './ast.ts'
import type { Dialect } from './term.ts'
import { type Shape, shapeOf, type ValueType } from './value.ts'

const namesOfTypes: readonly (readonly [ValueType, string])[] = [
  ['integer', 'smallint integer int bigint int2 int4 int8 oid serial bigserial smallserial'],
  ['decimal', 'numeric decimal dec money'],
  ['float', 'real float float4 float8 double|precision'],
  ['boolean', 'boolean bool'],
  ['text', 'text varchar char character bpchar name citext regclass character|varying char|varying'],
  ['text', 'national|character national|char'],
  ['uuid', 'uuid'],
  ['bytes', 'bytea'],
  ['date', 'date'],
  ['time', 'time time|without|time|zone'],
  ['timestamp', 'timestamp timestamp|without|time|zone datetime'],
  ['timestamptz', 'timestamptz timestamp|with|time|zone'],
  ['interval', 'interval'],
  ['json', 'json jsonb'],
]
const typesByName: ReadonlyMap<string, ValueType> = new Map(
  namesOfTypes.flatMap(([type, names]) => names.split(' ').map((name) => [name.replaceAll('|', ' '), type] as const)),
)
/** Their text does not compare as their values do. */
const opaqueTypes = new Set(
  `point line lseg box path polygon circle inet cidr macaddr macaddr8 tsvector tsquery xml bit varbit bit|varying
  int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange
  tstzmultirange datemultirange geometry geography vector halfvec sparsevec hstore ltree time|with|time|zone timetz`
    .split(/\s+/)
    .map((name) => name.replaceAll('|', ' ')),
)

export interface CastTarget extends Shape {
  /** A numeric without a scale keeps that of what is cast. */
  readonly keepsScale: boolean
  /** Of text that is cut off there. */
  readonly maxLength: number | undefined
}

/** undefined for types that evaluation can't hold; a name that is not known is taken for an enum, which is text. */
export function castTarget({ name, modifiers, dimensions }: TypeName, dialect: Dialect): CastTarget | undefined {
  const base = dialect === 'sqlite' ? sqliteShape(name) : postgresShape(name, modifiers)
  if (!base) return undefined
  const maxLength = base.type === 'text' ? (modifiers[0] ?? lengthOfBareChar(name)) : undefined
  const keepsScale = base.type === 'decimal' && modifiers.length === 0 && name !== 'money'
  if (dimensions === 0) return { ...base, keepsScale, maxLength }
  return { type: 'list', scale: 0, element: base, keepsScale, maxLength }
}

function lengthOfBareChar(name: string): number | undefined {
  return name === 'char' || name === 'character' ? 1 : undefined
}

function postgresShape(name: string, modifiers: readonly number[]): Shape | undefined {
  if (opaqueTypes.has(name)) return undefined
  const type = typesByName.get(name)
  if (type === 'decimal') return shapeOf('decimal', name === 'money' ? 2 : (modifiers[1] ?? 0))
  return shapeOf(type ?? 'text')
}

/** The affinity of a type by the rules of SQLite: what its name contains. */
function sqliteShape(name: string): Shape | undefined {
  if (/int/i.test(name)) return shapeOf('integer')
  if (/char|clob|text/i.test(name)) return shapeOf('text')
  if (/blob/i.test(name)) return undefined
  return shapeOf('float')
}

export function shapeOfField(type: FieldType | undefined, scale = 0): Shape {
  if (type === 'list') return { type, scale: 0, element: shapeOf('any') }
  return type === undefined ? shapeOf('any') : shapeOf(type, type === 'decimal' ? scale : 0)
}
