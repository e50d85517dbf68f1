/**
 * Postgres COPY in text format: fields apart by tabs, one row a line, \N for an absent value, backslash escapes. Values
 * read as Postgres itself writes them with DateStyle ISO in UTC. `databaseType` says where a list is not a Postgres
 * array: JSON for json and jsonb, brackets for vector. NUL, which Postgres cannot store, is refused; a lone surrogate,
 * which UTF-8 cannot hold, becomes U+FFFD.
 * Decoded, a column comes back in the vector of its `databaseType` and as text where there is none.
 */
import type { ColumnShape, EncodeOptions, EntityShape, Format } from './contract.ts'
import { decodeCopyText } from './copy-text-decode.ts'
import { asciiOf, writeHex } from './digits.ts'
import { jsonListText } from './json-style.ts'
import { isJsonType, postgresListText } from './postgres-array.ts'
import { rowEncoder } from './row-encoder.ts'
import { textStyle } from './text-style.ts'
import { Unwritable } from './unwritable.ts'
import type { ValueStyle } from './value-style.ts'

const none = asciiOf('')
const tab = asciiOf('\t')

const text = textStyle({
  replace: { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\b': '\\b', '\f': '\\f', '\v': '\\v' },
  specialCharacters: '\0',
  special() {
    throw new Unwritable('Postgres cannot store the character NUL in text')
  },
})

const style: ValueStyle = {
  text,
  null: asciiOf('\\N'),
  true: asciiOf('t'),
  false: asciiOf('f'),
  bareOpen: none,
  nonFinite: (value) => asciiOf(String(value)),
  calendar: 'postgres',
  bytes: { open: asciiOf('\\\\x'), close: none, write: writeHex },
  json: 'text',
  list: postgresListText(undefined),
}

const styleOf = ({ databaseType }: ColumnShape): ValueStyle => ({
  ...style,
  list: isJsonType(databaseType) ? jsonListText : postgresListText(databaseType),
})

export const copyText: Format = {
  name: 'copy-text',
  extension: 'copy',
  mediaType: 'text/tab-separated-values',
  sliceable: true,
  encoder: (shape: EntityShape, _options?: EncodeOptions) =>
    rowEncoder('copy-text', shape, {
      header: none,
      footer: () => none,
      prefixes: shape.columns.map((_, i) => (i === 0 ? none : tab)),
      end: asciiOf('\n'),
      styleOf,
    }),
  decode: decodeCopyText,
}
