import { caseless, cut } from '../../values/lists.ts'
import type { Locale } from '../../values/locale.ts'
import { recentValues } from '../permute/recent-values.ts'
import { People, type Person, subjectOf } from '../person.ts'
import type { Mask } from '../transform.ts'
import { defineTransform, noOptions } from './define-transform.ts'
import { inCaseOf } from './name-case.ts'
import { another, isBlank, type NamePart, namePromises } from './single-name.ts'

/** Between the words of a name, commas included: it stays as it is. */
const BETWEEN = /([\s,]+)/u
const INITIAL = /^\p{L}\.?$/u

interface Word {
  readonly at: number
  readonly text: string
  part: NamePart | 'kept'
}

/** Which part of the name each word is: "Clark, Emma J." and "Dr. Emma J. Clark" are the same person's. */
function wordsOf(pieces: readonly string[], { words }: Locale): Word[] {
  const titles = [...words.prefix.female, ...words.prefix.male, ...words.suffix].map(plain)
  const found = pieces.flatMap((text, at): Word[] =>
    at % 2 === 0 && text !== '' ? [{ at, text, part: titles.includes(plain(text)) ? 'kept' : 'middle' }] : [],
  )
  const names = found.filter(({ part }) => part !== 'kept')
  // A title that stands alone is a name after all.
  const own = names.length > 0 ? names : found
  const familyFirst = words.familyFirst || pieces.some((text, at) => at % 2 === 1 && text.includes(','))
  for (const word of own) word.part = 'middle'
  const [given, family] = familyFirst ? [own[1], own[0]] : [own[0], own.at(-1)]
  if (given) given.part = 'first'
  if (family) family.part = 'last'
  return found
}

function plain(text: string): string {
  return caseless(text).replaceAll('.', '')
}

export const fullName = defineTransform({
  name: 'full-name',
  version: 2,
  domain: 'people',
  group: 'people',
  summary:
    'A whole name of the locale with as many words, titles and initials as before: what first-name and last-name make of its parts, or that of the subject’s fake person',
  options: noOptions,
  accepts: ['text'],
  promises: (_, column) => namePromises(column),
  mask(_, { key, locale, subject, column }): Mask {
    const people = new People(key, locale)
    const most = column.type.maxLength ?? Number.POSITIVE_INFINITY
    const own = (text: string, person?: Person): string =>
      isBlank(text) ? text : another(text, (skip) => made(text, skip, person))
    const made = (text: string, skip: number, person: Person | undefined): string => {
      const pieces = text.split(BETWEEN)
      for (const { at, text: word, part } of wordsOf(pieces, locale)) {
        if (part === 'kept') continue
        // Each part as the transform for it alone would mask it.
        const whose = person ?? people.of(caseless(word), people.sexOf(part, word))
        const name = whose.name(part, word, skip)
        pieces[at] = INITIAL.test(word) ? `${[...name][0]}${word.endsWith('.') ? '.' : ''}` : inCaseOf(name, word)
      }
      return cut(pieces.join(''), most)
    }
    if (subject === undefined) return { value: (text) => own(text), bytes: recentValues((text) => own(text)) }
    return {
      value(text, row) {
        const whose = subjectOf(subject, row)
        return whose === undefined ? own(text) : own(text, people.of(whose))
      },
    }
  },
})
