/**
 * SQL: INSERTs of several rows each, for Postgres or SQLite. A statement begins at every row whose number is a multiple
 * of `rowsPerStatement`, so slices made apart fit together.
 * Names are always quoted. Postgres: a text with a backslash is an E'' string, so it reads the same whatever
 * standard_conforming_strings says; NUL, which Postgres cannot store, is refused. SQLite: a text with NUL is a cast
 * blob; NaN, which SQLite stores as NULL, is refused; truth values are 1 and 0, lists JSON text.
 * Dates and times are ISO text, bytes E'\\x…' or X'…'.
 */

import { UnderstudyError } from '../errors.ts'
import { writeAll } from './byte-sink.ts'
import type { ColumnShape, EncodeOptions, EntityShape, Format, SqlDialect } from './contract.ts'
import { asciiOf, writeHex } from './digits.ts'
import { jsonListText } from './json-style.ts'
import { isJsonType, postgresListText } from './postgres-array.ts'
import { rowEncoder } from './row-encoder.ts'
import { textStyle, writeText } from './text-style.ts'
import { Unwritable } from './unwritable.ts'
import type { ValueStyle } from './value-style.ts'

const utf8 = new TextEncoder()
const none = asciiOf('')
const quote = asciiOf("'")

const escaped = textStyle({ replace: { "'": "''", '\\': '\\\\' }, open: "E'", close: "'" })

const postgresText = textStyle({
  replace: { "'": "''" },
  specialCharacters: '\\\0',
  open: "'",
  close: "'",
  special(sink, position, text) {
    if (text.includes('\0')) throw new Unwritable('Postgres cannot store the character NUL in text')
    return writeText(escaped, sink, position, text)
  },
})

const castOpen = asciiOf("CAST(X'")
const castClose = asciiOf("' AS TEXT)")

const sqliteText = textStyle({
  replace: { "'": "''" },
  specialCharacters: '\0',
  open: "'",
  close: "'",
  special(sink, position, text) {
    sink.reserve(position, castOpen.length)
    const end = writeHex(sink, writeAll(sink.bytes, position, castOpen), utf8.encode(text))
    sink.reserve(end, castClose.length)
    return writeAll(sink.bytes, end, castClose)
  },
})

const postgres: ValueStyle = {
  text: postgresText,
  null: asciiOf('NULL'),
  true: asciiOf('TRUE'),
  false: asciiOf('FALSE'),
  bareOpen: none,
  nonFinite: (value) => asciiOf(`'${value}'`),
  calendar: 'postgres',
  bytes: { open: asciiOf("E'\\\\x"), close: quote, write: writeHex },
  json: 'text',
  list: postgresListText(undefined),
}

const sqlite: ValueStyle = {
  text: sqliteText,
  null: asciiOf('NULL'),
  true: asciiOf('1'),
  false: asciiOf('0'),
  bareOpen: none,
  nonFinite(value) {
    if (Number.isNaN(value)) throw new Unwritable('SQLite has no NaN')
    return asciiOf(value > 0 ? '9e999' : '-9e999')
  },
  calendar: 'sqlite',
  bytes: { open: asciiOf("X'"), close: quote, write: writeHex },
  json: 'text',
  list: jsonListText,
}

function styleOf(dialect: SqlDialect, { databaseType }: ColumnShape): ValueStyle {
  if (dialect === 'sqlite') return sqlite
  return { ...postgres, list: isJsonType(databaseType) ? jsonListText : postgresListText(databaseType) }
}

function quoteName(shape: EntityShape, name: string): string {
  if (!name.includes('\0')) return `"${name.replaceAll('"', '""')}"`
  throw new UnderstudyError('FORMAT_UNSUPPORTED', {
    operation: 'encode sql',
    message: 'SQL cannot hold the character NUL in a name.',
    at: shape.name,
  })
}

function rowsPerStatement(rows = 500): number {
  if (Number.isSafeInteger(rows) && rows > 0) return rows
  throw new UnderstudyError('FORMAT_UNSUPPORTED', {
    operation: 'encode sql',
    message: 'rowsPerStatement must be a whole number, 1 or more.',
  })
}

export const sql: Format = {
  name: 'sql',
  extension: 'sql',
  mediaType: 'application/sql',
  sliceable: true,
  encoder(shape: EntityShape, options: EncodeOptions = {}) {
    const dialect = options.dialect ?? 'postgres'
    if (shape.columns.length === 0) {
      throw new UnderstudyError('FORMAT_UNSUPPORTED', {
        operation: 'encode sql',
        message: `${shape.name} has no columns, so there is nothing to insert.`,
        at: shape.name,
      })
    }
    const every = rowsPerStatement(options.rowsPerStatement)
    const table = (options.table ?? [shape.name]).map((name) => quoteName(shape, name)).join('.')
    const columns = shape.columns.map(({ name }) => quoteName(shape, name)).join(', ')
    const insert = `INSERT INTO ${table} (${columns}) VALUES\n`
    const first = utf8.encode(insert)
    const nextStatement = utf8.encode(`;\n${insert}`)
    const nextRow = asciiOf(',\n')
    const [begin, commit] = options.transaction === true ? ['BEGIN;\n', 'COMMIT;\n'] : ['', '']
    return rowEncoder('sql', shape, {
      header: asciiOf(begin),
      footer: (rowsTotal) => asciiOf((rowsTotal > 0 ? ';\n' : '') + commit),
      before: (rowNumber) => (rowNumber % every !== 0 ? nextRow : rowNumber === 0 ? first : nextStatement),
      prefixes: shape.columns.map((_, i) => asciiOf(i === 0 ? '(' : ', ')),
      end: asciiOf(')'),
      styleOf: (column) => styleOf(dialect, column),
    })
  },
}
