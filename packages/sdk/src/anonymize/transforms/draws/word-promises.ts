import type { Promises, TransformColumn } from '../../transform.ts'

/** What a mask promises that takes words, or puts them together, but permutes letters where values must stay distinct. */
export function wordPromises({ unique, type }: TransformColumn, mostOfWords: number): Promises {
  return {
    deterministic: true,
    unique: unique ? 'preserved' : 'lost',
    format: unique ? 'preserved' : 'similar',
    longest: (length) => (unique ? length : Math.max(length, Math.min(mostOfWords, type.maxLength ?? mostOfWords))),
  }
}

/** Lists of locales are of ordinary words: none is longer than this. */
export const LONGEST_WORD = 80
