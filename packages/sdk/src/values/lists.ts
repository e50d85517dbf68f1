import type { Dictionary } from '../model/batch.ts'
import { packDictionary } from '../model/dictionary.ts'

/**
 * Lists and what is made of them are built once per list and kept as long as the list is: a dictionary is the same
 * object for every field and batch that picks from it.
 */
const dictionaries = new WeakMap<readonly string[], Dictionary>()
const derived = new WeakMap<readonly string[], Map<string, readonly string[]>>()

export function dictionaryOf(words: readonly string[]): Dictionary {
  let dictionary = dictionaries.get(words)
  if (!dictionary) {
    dictionary = packDictionary(words)
    dictionaries.set(words, dictionary)
  }
  return dictionary
}

/** `how` names what `change` does: the same list and name give the same result object. */
export function derive(
  words: readonly string[],
  how: string,
  change: (words: readonly string[]) => readonly string[],
): readonly string[] {
  let changes = derived.get(words)
  if (!changes) {
    changes = new Map()
    derived.set(words, changes)
  }
  let result = changes.get(how)
  if (!result) {
    result = change(words)
    changes.set(how, result)
  }
  return result
}

/** Characters as databases count them: code points. */
export function textLength(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff) count--
  }
  return count
}

export function longest(words: readonly string[]): number {
  return words.reduce((most, word) => Math.max(most, textLength(word)), 0)
}

/** Cut to `most` characters, without a space, hyphen or comma left at the end. */
export function cut(text: string, most: number): string {
  if (textLength(text) <= most) return text
  const start = [...text].slice(0, most).join('')
  return start.replace(/[\s,;:.'-]+$/u, '') || start
}

/** Each word in its place, cut where it is too long. */
export function truncated(words: readonly string[], most: number): readonly string[] {
  if (longest(words) <= most) return words
  return derive(words, `cut ${most}`, (list) => list.map((word) => cut(word, most)))
}

/** The words that are short enough; may be none. */
export function fitting(words: readonly string[], most: number | undefined): readonly string[] {
  if (most === undefined || longest(words) <= most) return words
  return derive(words, `fit ${most}`, (list) => list.filter((word) => textLength(word) <= most))
}

/** The words that are short enough; where none is, all of them cut. */
export function fittingOrCut(words: readonly string[], most: number | undefined): readonly string[] {
  const short = fitting(words, most)
  return short.length > 0 || most === undefined ? short : distinct(truncated(words, most))
}

/** Distinct even where letter case is passed over. */
export function distinct(words: readonly string[]): readonly string[] {
  return derive(words, 'distinct', (list) => {
    const seen = new Set<string>()
    return list.filter((word) => {
      const key = caseless(word)
      return !seen.has(key) && seen.add(key)
    })
  })
}

/** Distinct, and none that ends in a digit: a number can be put behind each and be told from it again. */
export function numberable(words: readonly string[]): readonly string[] {
  return derive(words, 'numberable', (list) => distinct(list).filter((word) => !/\p{N}$/u.test(word)))
}

/** The same for two texts that differ by letter case alone, as engines and databases compare them (ß and ss, İ and i). */
export function caseless(text: string): string {
  return text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/** Two lists end to end, the same object for the same pair. */
const joined = new WeakMap<readonly string[], WeakMap<readonly string[], readonly string[]>>()
export function concatenated(first: readonly string[], second: readonly string[]): readonly string[] {
  let with_ = joined.get(first)
  if (!with_) {
    with_ = new WeakMap()
    joined.set(first, with_)
  }
  let list = with_.get(second)
  if (!list) {
    list = [...first, ...second]
    with_.set(second, list)
  }
  return list
}
