import type { Vector } from '../model/batch.ts'

/** Object ids of Postgres's own types: the same in every database, which arrays in binary need. */
export const typeIds: Readonly<Record<string, number>> = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  json: 114,
  real: 700,
  'double precision': 701,
  character: 1042,
  'character varying': 1043,
  date: 1082,
  'time without time zone': 1083,
  'timestamp without time zone': 1114,
  'timestamp with time zone': 1184,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
}

const texts: readonly Vector['type'][] = ['text', 'pick', 'concat']
const dates: readonly Vector['type'][] = ['date', 'time', 'timestamp', 'uuid']
const numbers: readonly Vector['type'][] = ['int', 'bigint', 'float', 'decimal']
const anyText: readonly Vector['type'][] = [...texts, ...numbers, ...dates, 'bool', 'json']
const whole: readonly Vector['type'][] = ['int', 'bigint']
const jsonTexts: readonly Vector['type'][] = [...texts, 'json', 'list']

/** Which vectors can be written for which type; an array takes lists of what its element takes. */
const supported: Readonly<Record<string, readonly Vector['type'][]>> = {
  smallint: whole,
  integer: whole,
  bigint: whole,
  real: numbers,
  'double precision': numbers,
  numeric: [...numbers, ...texts],
  boolean: ['bool'],
  date: ['date'],
  'time without time zone': ['time'],
  'timestamp without time zone': ['timestamp'],
  'timestamp with time zone': ['timestamp'],
  uuid: ['uuid'],
  bytea: ['bytes'],
  text: anyText,
  'character varying': anyText,
  character: anyText,
  enum: texts,
  citext: anyText,
  name: texts,
  xml: texts,
  json: jsonTexts,
  jsonb: jsonTexts,
  vector: ['list'],
}

/** The type of an array's elements; undefined where the type is no array that binary COPY can name. */
export function elementTypeOf(databaseType: string): string | undefined {
  if (!databaseType.endsWith('[]')) return undefined
  const element = databaseType.slice(0, -2)
  return Object.hasOwn(typeIds, element) ? element : undefined
}

/** Whether binary COPY can write such a vector into a column of this type; where not, use text COPY. */
export function copyBinarySupports(vectorType: Vector['type'], databaseType: string): boolean {
  if (elementTypeOf(databaseType) !== undefined) return vectorType === 'list'
  return Object.hasOwn(supported, databaseType) && supported[databaseType]!.includes(vectorType)
}
