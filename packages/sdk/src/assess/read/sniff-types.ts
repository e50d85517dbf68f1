import { parseDate, parseTimestamp } from '../../formats/calendar-parse.ts'
import type { Batch, PickVector, TextVector, Vector } from '../../model/batch.ts'
import type { FieldType } from '../../model/schema.ts'
import type { ColumnTypes } from './typed-batch.ts'

/**
 * The types that the texts of some rows show. Only what loses nothing by it is taken for a number: 01234 and +1 stay
 * text. An empty text is passed over: whether there may be one is for a rule to say.
 */
export function sniffTypes(batches: readonly Batch[]): ColumnTypes {
  const types = new Map<string, FieldType>()
  for (const { name } of batches[0]?.columns ?? []) {
    const vectors = batches.flatMap(({ columns }) => columns.filter((one) => one.name === name))
    const type = typeOf(vectors.map(({ vector }) => vector))
    if (type !== undefined) types.set(name, type)
  }
  return types
}

const integer = /^-?(0|[1-9]\d{0,17})$/
const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/
const float = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i
const nonFinite = new Set(['NaN', 'Infinity', '-Infinity'])

const exactDigits = 15

type Test = readonly [type: FieldType, holds: (text: string) => boolean]
/** From narrow to wide: the first that all texts pass is the one. */
const tests: readonly Test[] = [
  ['boolean', (text) => /^(true|false)$/i.test(text)],
  ['integer', (text) => integer.test(text)],
  ['decimal', (text) => decimal.test(text)],
  ['float', (text) => float.test(text) || nonFinite.has(text)],
  ['date', (text) => parseDate(text) !== undefined],
  ['timestamp', (text) => text.length > 12 && parseTimestamp(text)?.zoned === false],
  ['timestamptz', (text) => text.length > 12 && parseTimestamp(text)?.zoned === true],
]

function typeOf(vectors: readonly Vector[]): FieldType | undefined {
  const texts = vectors.flatMap(textsOf)
  if (texts.length === 0) return undefined
  const found = tests.find(([, holds]) => texts.every(holds))?.[0]
  return found === 'decimal' && !isExact(texts) ? 'float' : found
}

function textsOf(vector: Vector): readonly string[] {
  if (vector.type !== 'text' && vector.type !== 'pick') return []
  const { nulls } = vector
  return wordsOf(vector).filter((text, row) => text !== '' && nulls?.[row] !== 1)
}

function wordsOf(vector: TextVector | PickVector): readonly string[] {
  if (vector.type === 'text') return vector.values
  const { words } = vector.dictionary
  return Array.from(vector.indices, (index) => words[index] ?? '')
}

/** Whether all of them fit the digits that a decimal holds at one scale. */
function isExact(texts: readonly string[]): boolean {
  let wholes = 0
  let fractions = 0
  for (const text of texts) {
    const [digits = '', fraction = ''] = text.replace('-', '').split('.')
    wholes = Math.max(wholes, digits.length)
    fractions = Math.max(fractions, fraction.length)
  }
  return wholes + fractions <= exactDigits
}
