import { parameter } from '../../../database/postgres/parse.ts'
import { jsonText } from '../../../formats/json-text.ts'
import type { Row } from '../test-statements.ts'
import type { WrittenType } from './column-types.ts'

/** A column of rows as the texts that Postgres reads its type from: every type has such texts, and an array of them is one parameter. */
export function columnTexts(rows: readonly Row[], column: string, { form }: WrittenType): (string | null)[] {
  return rows.map((row) => textOf(row[column], form))
}

function textOf(value: unknown, form: WrittenType['form']): string | null {
  if (value === null || value === undefined) return null
  if (form === 'json') return jsonText(value)
  // A list for what is no array is one of an extension, such as a vector: [1,2,3].
  if (Array.isArray(value) && form === 'other') return jsonText(value)
  const text = parameter(value)
  return text instanceof Uint8Array ? `\\x${Buffer.from(text).toString('hex')}` : text
}
