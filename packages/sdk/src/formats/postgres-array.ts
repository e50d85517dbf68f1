import { asciiOf, writeHex } from './digits.ts'
import { textStyle } from './text-style.ts'
import type { ListStyle, ValueStyle } from './value-style.ts'

const none = asciiOf('')

/** An element of a Postgres array literal: every text is quoted, so that none is taken for NULL. */
const elementStyle: ValueStyle = {
  text: textStyle({ replace: { '"': '\\"', '\\': '\\\\' }, open: '"', close: '"' }),
  null: asciiOf('NULL'),
  true: asciiOf('t'),
  false: asciiOf('f'),
  bareOpen: none,
  nonFinite: (value) => asciiOf(String(value)),
  calendar: 'postgres',
  bytes: { open: asciiOf('"\\\\x'), close: asciiOf('"'), write: writeHex },
  json: 'text',
  list: { open: asciiOf('{'), close: asciiOf('}'), raw: true, element: () => elementStyle },
}

const arrayLiteral: ListStyle = { ...elementStyle.list, raw: false }
const vectorLiteral: ListStyle = { ...arrayLiteral, open: asciiOf('['), close: asciiOf(']') }

/** How Postgres reads a list that it is given as text for a column of this type, where it is not JSON. */
export function postgresListText(databaseType: string | undefined): ListStyle {
  return databaseType === 'vector' || databaseType === 'halfvec' ? vectorLiteral : arrayLiteral
}

/** Types that take a list as JSON. */
export const isJsonType = (databaseType: string | undefined): boolean =>
  databaseType === 'json' || databaseType === 'jsonb'
