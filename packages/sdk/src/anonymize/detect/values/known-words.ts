import { localeNames, localeOf } from '../../../values/locale.ts'
import { countries } from '../../../values/places/countries.ts'
import type { Words } from '../../../values/words.ts'
import { LetterModel } from './letter-model.ts'

/** What a word may be one of. */
export const wordGroups = ['first', 'last', 'place', 'street', 'job', 'word'] as const
export type WordGroup = (typeof wordGroups)[number]

interface KnownWords {
  /** In lower case. */
  readonly sets: Readonly<Record<WordGroup, ReadonlySet<string>>>
  readonly models: Readonly<Record<WordGroup, LetterModel>>
  readonly states: ReadonlySet<string>
  /** Months and days of the week. */
  readonly calendar: ReadonlySet<string>
  readonly languages: number
}

/** Jokes, and locales whose lists are mostly those of another. */
const left = /^(base|en_AU_ocker|en_BORK|dv|eo|cy)$/

let known: KnownWords | undefined

/** The lists of all locales, put together once and kept. */
export function knownWords(): KnownWords {
  known ??= build()
  return known
}

function build(): KnownWords {
  const locales = localeNames()
    .filter((name) => !left.test(name))
    .map((name) => localeOf(name).words)
  const all = (pick: (words: Words) => readonly string[]): string[] => [
    ...new Set(locales.flatMap((words) => pick(words)).map((word) => word.toLowerCase())),
  ]
  const cities = countries.flatMap((country) => country.cities.flatMap(({ name, latin }) => [name, latin]))
  const states = [
    ...all((words) => words.states),
    ...countries.flatMap((country) => country.cities.flatMap(({ state, latinState }) => [state, latinState])),
  ].map((name) => name.toLowerCase())
  const lists: Readonly<Record<WordGroup, readonly string[]>> = {
    first: all(({ first }) => [...first.female, ...first.male]),
    last: all(({ last }) => [...last.female, ...last.male]),
    place: [...all((words) => words.cities), ...cities.map((name) => name.toLowerCase()), ...states],
    street: all((words) => words.streets),
    job: all((words) => words.jobTitles),
    word: all(({ lorem, nouns, adjectives, colors }) => [...lorem, ...nouns, ...adjectives, ...colors]),
  }
  const of = <T>(make: (words: readonly string[]) => T): Record<WordGroup, T> => ({
    first: make(lists.first),
    last: make(lists.last),
    place: make(lists.place),
    street: make(lists.street),
    job: make(lists.job),
    word: make(lists.word),
  })
  return {
    sets: of((words) => new Set(words)),
    models: of((words) => new LetterModel(words)),
    states: new Set(states),
    calendar: new Set(all(({ months, weekdays }) => [...months, ...weekdays])),
    languages: new Set(locales.map(({ language }) => language)).size,
  }
}
