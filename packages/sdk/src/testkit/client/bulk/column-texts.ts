import { parameter } from '../../../database/postgres/parse.ts'
import { jsonText } from '../../../formats/json-text.ts'
import type { Row } from '../test-statements.ts'
import type { WrittenType } from './column-types.ts'

/** What Postgres reads a value of a type from. */
export function textOf(value: unknown, { form }: WrittenType): string | null {
  if (value === null || value === undefined) return null
  if (form === 'json') return jsonText(value)
  // A list for what is no array is one of an extension, such as a vector: [1,2,3].
  if (Array.isArray(value) && form === 'other') return jsonText(value)
  const text = parameter(value)
  return text instanceof Uint8Array ? `\\x${Buffer.from(text).toString('hex')}` : text
}

/** A column of many rows as one parameter. */
export interface ColumnParameter {
  /** The type of the parameter. */
  readonly array: string
  /** How the value of a row becomes one of the column. */
  readonly cast: string
  of(rows: readonly Row[]): string
}

export function columnParameter(column: string, type: WrittenType): ColumnParameter {
  return {
    array: type.listed ? `${type.sql}[]` : 'text[]',
    cast: type.listed ? '' : `::${type.sql}`,
    of: (rows) => `{${rows.map((row) => element(textOf(row[column], type))).join(',')}}`,
  }
}

/** The columns as rows, c0, c1 …, of what is called given. */
export function unnest(columns: readonly ColumnParameter[]): string {
  const arrays = columns.map(({ array }, at) => `$${at + 1}::${array}`).join(', ')
  return `unnest(${arrays}) as given(${columns.map((_, at) => `c${at}`).join(', ')})`
}

const plain = /^[-+.:\w]+$/
const escaped = /["\\]/g

function element(text: string | null): string {
  if (text === null) return 'NULL'
  if (plain.test(text) && !/^null$/i.test(text)) return text
  return `"${text.replaceAll(escaped, '\\$&')}"`
}
