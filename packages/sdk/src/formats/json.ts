/**
 * JSON: one array of objects, one row a line, so that a line is still a row to other tools.
 * Timestamps are ISO 8601 (an instant ends in Z), dates YYYY-MM-DD, bytes base64. Decimals are numbers with the digits
 * of their scale, 64-bit whole numbers are numbers with all their digits; NaN and infinities, which JSON has no
 * numbers for, are the strings "NaN", "Infinity" and "-Infinity". An absent value is null.
 */
import type { EncodeOptions, EntityShape, Format } from './contract.ts'
import { asciiOf } from './digits.ts'
import { decodeJson } from './json-decode.ts'
import { jsonStyle } from './json-style.ts'
import { rowEncoder } from './row-encoder.ts'

const utf8 = new TextEncoder()
const firstRow = asciiOf('\n')
const nextRow = asciiOf(',\n')
const footer = asciiOf('\n]\n')

/** `{"a":` and `,"b":`, each before its value. */
export function objectPrefixes(shape: EntityShape, lead = '{'): Uint8Array[] {
  return shape.columns.map(({ name }, i) => utf8.encode(`${i === 0 ? lead : ','}${JSON.stringify(name)}:`))
}

export const json: Format = {
  name: 'json',
  extension: 'json',
  mediaType: 'application/json',
  sliceable: true,
  encoder: (shape: EntityShape, _options?: EncodeOptions) =>
    rowEncoder('json', shape, {
      header: asciiOf('['),
      footer: () => footer,
      before: (rowNumber) => (rowNumber === 0 ? firstRow : nextRow),
      prefixes: objectPrefixes(shape),
      end: asciiOf(shape.columns.length === 0 ? '{}' : '}'),
      styleOf: () => jsonStyle,
    }),
  decode: decodeJson,
}
