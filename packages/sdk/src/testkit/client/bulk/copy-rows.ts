import type { Row } from '../test-statements.ts'
import { textOf } from './column-texts.ts'
import type { WrittenType } from './column-types.ts'

const chunkCharacters = 64 * 1024

/** Rows in the text format of COPY. */
export function* copyRows(
  rows: readonly Row[],
  columns: readonly { readonly column: string; readonly type: WrittenType }[],
): Generator<Uint8Array, void, undefined> {
  let text = ''
  for (const row of rows) {
    let separator = ''
    for (const { column, type } of columns) {
      text += separator + field(textOf(row[column], type))
      separator = '\t'
    }
    text += '\n'
    if (text.length < chunkCharacters) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

const special = /[\\\t\n\r]/
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function field(text: string | null): string {
  if (text === null) return '\\N'
  return special.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (one) => escapes[one] ?? one) : text
}
