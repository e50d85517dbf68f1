import { caseless } from '../../../../values/lists.ts'
import { type Locale, localeOf } from '../../../../values/locale.ts'
import type { Span } from './span.ts'

/** Anything that takes spans of names. */
interface NameSpans {
  add(span: Span<'first-name' | 'last-name'>): void
}

export interface NameWords {
  isFirst(word: string): boolean
  isLast(word: string): boolean
  isTitle(word: string): boolean
  /** What stands in small letters and means something else. */
  isOrdinary(word: string): boolean
}

const titles =
  'mr mrs ms miss mx dr prof herr frau fr hr mme mlle m sr sra srta don doña sig dhr mevr pan pani señor señora monsieur madame'

/** Letters of one word, with what joins them. */
const word = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu
/** Small words are names only where they have so many letters. */
const SMALL_NAME = 4

/** Of the locale, of English, and of those that are named besides. */
export function nameWords(locale: Locale, besides: readonly string[]): NameWords {
  const all = [locale, localeOf('en'), ...besides.map(localeOf)].map(({ words }) => words)
  const first = setOf(all.flatMap((words) => [...words.first.female, ...words.first.male, ...words.middle.female]))
  const last = setOf(all.flatMap((words) => [...words.last.female, ...words.last.male]))
  const title = setOf(
    titles.split(' '),
    all.flatMap((words) => [...words.prefix.female, ...words.prefix.male]),
  )
  const ordinary = setOf(all.flatMap((words) => [...words.lorem, ...words.nouns, ...words.adjectives, ...words.colors]))
  return {
    isFirst: (one) => first.has(caseless(one)),
    isLast: (one) => last.has(caseless(one)),
    isTitle: (one) => title.has(caseless(one)),
    isOrdinary: (one) => ordinary.has(caseless(one)),
  }
}

function setOf(...lists: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(lists.flat().map((one) => caseless(one.replace(/\.$/, ''))))
}

/**
 * Given and family names of the lists; and as a family name what is written with a capital behind a given name or a title,
 * whether a list has it or not.
 */
export function findNames(text: string, names: NameWords, spans: NameSpans): void {
  let before: { readonly end: number; readonly kind: 'first' | 'title' } | undefined
  for (const match of text.matchAll(word)) {
    const [found] = match
    const [start, end] = [match.index, match.index + found.length]
    const follows = before !== undefined && /^\.? (?:\p{L}\. )?$/u.test(text.slice(before.end, start))
    const isNamed = /^\p{Lu}/u.test(found) || !/\p{Lu}|\p{Ll}/u.test(found)
    const mayBe = isNamed || (found.length >= SMALL_NAME && !names.isOrdinary(found))
    if (names.isTitle(found)) before = { end, kind: 'title' }
    else if (mayBe && names.isFirst(found) && !(follows && before?.kind === 'first' && names.isLast(found))) {
      spans.add({ start, end, of: 'first-name' })
      before = { end, kind: 'first' }
    } else if ((mayBe && names.isLast(found)) || (follows && isNamed)) {
      spans.add({ start, end, of: 'last-name' })
      before = undefined
    } else before = undefined
  }
}
