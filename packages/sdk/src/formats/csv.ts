/**
 * CSV as in RFC 4180, with a line feed at the end of every line and a header row; UTF-8 without a byte order mark.
 * An absent value is an empty field, an empty text is "": the decoder keeps them apart, as Postgres does.
 * A field is quoted where it holds the delimiter, a quote or a line end, or would be taken for absent.
 * Dates and times are ISO 8601, truth values true and false, bytes \x and hexadecimal digits as Postgres reads them,
 * JSON values and lists JSON text. Text is never changed, unless `formulaSafe` asks for it. A lone surrogate, which
 * UTF-8 cannot hold, becomes U+FFFD.
 */
import { UnderstudyError } from '../errors.ts'
import { ByteSink } from './byte-sink.ts'
import type { EncodeOptions, EntityShape, Format } from './contract.ts'
import { checkedDelimiter } from './csv-delimiter.ts'
import { decodeLater } from './decode-later.ts'
import { asciiOf, writeHex } from './digits.ts'
import { jsonListText } from './json-style.ts'
import { rowEncoder } from './row-encoder.ts'
import { BYTES_A_CHARACTER, type TextStyle, textStyle, writeInner, writeText } from './text-style.ts'
import type { ValueStyle } from './value-style.ts'

const none = asciiOf('')
const hexMark = asciiOf('\\x')
const quotedText = textStyle({ replace: { '"': '""' } })
const QUOTE = 34
const LINE_FEED = 10

function writeQuoted(sink: ByteSink, position: number, text: string): number {
  sink.reserve(position, text.length * BYTES_A_CHARACTER + 2)
  sink.bytes[position] = QUOTE
  const end = writeInner(quotedText, sink.bytes, position + 1, text)
  sink.bytes[end] = QUOTE
  return end + 1
}

function headerRow(shape: EntityShape, style: TextStyle, delimiter: string): Uint8Array {
  const sink = new ByteSink()
  let at = 0
  shape.columns.forEach(({ name }, i) => {
    sink.reserve(at, 1)
    if (i > 0) sink.bytes[at++] = delimiter.charCodeAt(0)
    // At the start of a file this character would be taken for a byte order mark.
    at = name.startsWith('\ufeff') ? writeQuoted(sink, at, name) : writeText(style, sink, at, name)
  })
  sink.reserve(at, 1)
  sink.bytes[at++] = LINE_FEED
  return sink.bytes.slice(0, at)
}

const runsInSpreadsheets = /^[=+\-@\t\r]/

function fieldStyle(delimiter: string, formulaSafe: boolean): TextStyle {
  return textStyle({
    specialCharacters: `"\r\n${delimiter}`,
    emptyIsSpecial: true,
    special: writeQuoted,
    // A dictionary counts these among its plain characters.
    trustsPlain: !'@/'.includes(delimiter),
    ...(formulaSafe ? { prepare: (text: string) => (runsInSpreadsheets.test(text) ? `'${text}` : text) } : {}),
  })
}

function csvStyle(text: TextStyle): ValueStyle {
  return {
    text,
    null: none,
    true: asciiOf('true'),
    false: asciiOf('false'),
    bareOpen: none,
    nonFinite: (value) => asciiOf(String(value)),
    calendar: 'iso',
    bytes: { open: hexMark, close: none, write: writeHex },
    json: 'text',
    list: jsonListText,
  }
}

export const csv: Format = {
  name: 'csv',
  extension: 'csv',
  mediaType: 'text/csv',
  sliceable: true,
  encoder(shape: EntityShape, options: EncodeOptions = {}) {
    const delimiter = checkedDelimiter('encode csv', options.delimiter)
    if (shape.columns.length === 0) {
      throw new UnderstudyError('FORMAT_UNSUPPORTED', {
        operation: 'encode csv',
        message: `${shape.name} has no columns, and CSV cannot tell such a row from an empty line.`,
        at: shape.name,
      })
    }
    const names = fieldStyle(delimiter, false)
    const style = csvStyle(fieldStyle(delimiter, options.formulaSafe ?? false))
    const between = asciiOf(delimiter)
    return rowEncoder('csv', shape, {
      header: headerRow(shape, names, delimiter),
      footer: () => none,
      prefixes: shape.columns.map((_, i) => (i === 0 ? none : between)),
      end: asciiOf('\n'),
      styleOf: () => style,
    })
  },
  decode: decodeLater(async () => (await import('./csv-decode.ts')).decodeCsv),
}
