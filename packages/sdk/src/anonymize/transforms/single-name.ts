import { caseless, cut } from '../../values/lists.ts'
import { recentValues } from '../permute/recent-values.ts'
import { People, subjectOf } from '../person.ts'
import type { Mask, Promises, TransformColumn, TransformContext } from '../transform.ts'
import { inCaseOf } from './name-case.ts'

export type NamePart = 'first' | 'middle' | 'last'

/** What a name that stands alone becomes: the fake person's where a subject is named, else that of the name itself. */
export function singleName(part: NamePart, { key, locale, subject, column }: TransformContext): Mask {
  const people = new People(key, locale)
  const most = column.type.maxLength ?? Number.POSITIVE_INFINITY
  const own = (text: string): string => {
    if (isBlank(text)) return text
    const person = people.of(caseless(text), people.sexOf(part, text))
    return cut(inCaseOf(person.name(part, text), text), most)
  }
  if (subject.length === 0) return { value: own, bytes: recentValues(own) }
  return {
    value(text, row) {
      const whose = subjectOf(subject, row)
      if (whose === undefined || isBlank(text)) return own(text)
      return cut(inCaseOf(people.of(whose).name(part, text), text), most)
    },
  }
}

/** Nothing is there that could be a name: it stays, so that empty stays empty. */
export function isBlank(text: string): boolean {
  return !/[^\s.,\-–—_]/u.test(text)
}

/** Names are as long as the locale's, which promises do not know: they are cut to what the column holds. */
export function namePromises({ type: { maxLength } }: TransformColumn): Promises {
  return {
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: () => maxLength,
    mayKeep:
      maxLength === undefined
        ? 'a text of nothing but space and punctuation'
        : 'a text of nothing but space and punctuation, and names of which the column holds the beginning alone',
  }
}
