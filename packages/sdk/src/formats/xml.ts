/**
 * XML 1.0, UTF-8, one row a line:
 *   <rows entity="film"><row><field name="title">Up</field><field name="year" null="true"></field></row></rows>
 * Names stand in attributes, so any name works. Text is escaped; a return, which a parser would turn into a line feed,
 * is &#13;. A text with characters that XML cannot hold at all (controls, lone surrogates, U+FFFE, U+FFFF) is written
 * as a JSON string and marked encoding="json"; likewise a name, marked name-encoding="json", and the entity's,
 * marked entity-encoding="json". Bytes are base64, marked encoding="base64". Dates and times are ISO 8601, JSON values
 * and lists JSON text. A type is not marked: what is not bytes comes back as text.
 */
import { ByteSink, writeAll } from './byte-sink.ts'
import type { EncodeOptions, EntityShape, Format } from './contract.ts'
import { decodeLater } from './decode-later.ts'
import { asciiOf, writeBase64 } from './digits.ts'
import { jsonListText } from './json-style.ts'
import { rowEncoder } from './row-encoder.ts'
import { BYTES_A_CHARACTER, textStyle, writeInner, writeText } from './text-style.ts'
import type { ValueStyle } from './value-style.ts'

const utf8 = new TextEncoder()
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const none = asciiOf('')
const tagEnd = asciiOf('>')
const jsonMark = asciiOf(' encoding="json">')

const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code))
const forbidden = controls.filter((character) => !'\t\n\r'.includes(character)).join('')

/** All but ASCII is escaped, so that it passes any XML. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function writeMarked(sink: ByteSink, position: number, text: string): number {
  sink.reserve(position, jsonMark.length)
  return writeText(contentText, sink, writeAll(sink.bytes, position, jsonMark), asciiJson(text))
}

/** The inside of an element; what it writes is not special, as all of it is ASCII that XML can hold. */
const contentText = textStyle({ replace: { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' } })

const fieldText = textStyle({
  replace: { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' },
  specialCharacters: forbidden,
  nonCharactersAreSpecial: true,
  loneSurrogates: 'special',
  open: '>',
  special: writeMarked,
})

const attributeText = textStyle({
  replace: { '&': '&amp;', '<': '&lt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' },
  specialCharacters: forbidden,
  nonCharactersAreSpecial: true,
  loneSurrogates: 'special',
  special: (_sink, position) => position,
})

/** ` name="…"`, with the mark that says how to read it where plain text cannot say it. */
function attribute(label: string, value: string): string {
  const sink = new ByteSink()
  const write = (text: string) => {
    sink.reserve(0, text.length * BYTES_A_CHARACTER)
    return writeInner(attributeText, sink.bytes, 0, text)
  }
  const plain = write(value)
  const length = plain >= 0 ? plain : write(asciiJson(value))
  const text = utf8Decoder.decode(sink.bytes.subarray(0, length))
  return ` ${label}="${text}"${plain >= 0 ? '' : ` ${label}-encoding="json"`}`
}

const style: ValueStyle = {
  text: fieldText,
  null: asciiOf(' null="true">'),
  true: asciiOf('true'),
  false: asciiOf('false'),
  bareOpen: tagEnd,
  nonFinite: (value) => asciiOf(String(value)),
  calendar: 'iso',
  bytes: { open: asciiOf(' encoding="base64">'), close: none, write: writeBase64 },
  json: 'text',
  list: jsonListText,
}

export const xml: Format = {
  name: 'xml',
  extension: 'xml',
  mediaType: 'application/xml',
  sliceable: true,
  encoder: (shape: EntityShape, _options?: EncodeOptions) =>
    rowEncoder('xml', shape, {
      header: utf8.encode(`<?xml version="1.0" encoding="UTF-8"?>\n<rows${attribute('entity', shape.name)}>\n`),
      footer: () => asciiOf('</rows>\n'),
      prefixes: shape.columns.map(({ name }, i) =>
        utf8.encode(`${i === 0 ? '<row>' : '</field>'}<field${attribute('name', name)}`),
      ),
      end: asciiOf(shape.columns.length === 0 ? '<row></row>\n' : '</field></row>\n'),
      styleOf: () => style,
    }),
  decode: decodeLater(async () => (await import('./xml-decode.ts')).decodeXml),
}
