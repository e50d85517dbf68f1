import { asciiOf, writeBase64 } from './digits.ts'
import { textStyle } from './text-style.ts'
import type { ListStyle, ValueStyle } from './value-style.ts'

function jsonEscapes(): Record<string, string> {
  const escapes: Record<string, string> = { '"': '\\"', '\\': '\\\\' }
  for (let code = 0; code < 32; code++) {
    const character = String.fromCharCode(code)
    escapes[character] = JSON.stringify(character).slice(1, -1)
  }
  return escapes
}

/** The inside of a JSON string of any text: plain Unicode, escapes where JSON needs them and for lone surrogates. */
const jsonStringStyle = textStyle({ replace: jsonEscapes(), loneSurrogates: 'escape', open: '"', close: '"' })

const none = asciiOf('')
const quote = asciiOf('"')

/** A value of any type as JSON: numbers with all their digits, instants in ISO 8601, bytes in base64, lists as arrays. */
export const jsonStyle: ValueStyle = {
  text: jsonStringStyle,
  null: asciiOf('null'),
  true: asciiOf('true'),
  false: asciiOf('false'),
  bareOpen: none,
  nonFinite: (value) => asciiOf(`"${value}"`),
  calendar: 'iso',
  bytes: { open: quote, close: quote, write: writeBase64 },
  json: 'raw',
  list: { open: asciiOf('['), close: asciiOf(']'), raw: true, element: () => jsonStyle },
}

/** A list as JSON text, for formats that have no lists of their own. */
export const jsonListText: ListStyle = { ...jsonStyle.list, raw: false }
