import { parseDate, parseTimestamp } from '../../../formats/calendar-parse.ts'
import { MICROS_A_DAY } from './cell-collector.ts'

export type WordsAre = 'number' | 'time' | 'boolean' | 'word'

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
/** A number that is written with zeros before it is a code: a postal code, a phone number. */
const code = /^[+-]?0\d/
const booleans = new Set(['true', 'false'])

/** What all of these words are: a text file tells no types. */
export function whatWordsAre(words: readonly string[]): WordsAre {
  if (words.length === 0) return 'word'
  if (words.every((word) => booleans.has(word.toLowerCase()))) return 'boolean'
  if (words.every((word) => number.test(word) && !code.test(word))) return 'number'
  if (words.every((word) => timeOf(word) !== undefined)) return 'time'
  return 'word'
}

export function numberOf(word: string): number | undefined {
  return number.test(word) ? Number(word) : undefined
}

/** Microseconds of a date or a time stamp. */
export function timeOf(word: string): number | undefined {
  const instant = parseTimestamp(word)
  if (instant !== undefined) return instant.micros
  const days = parseDate(word)
  return days === undefined ? undefined : days * MICROS_A_DAY
}
