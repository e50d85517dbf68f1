import { caseless, cut } from '../../values/lists.ts'
import { recentValues } from '../permute/recent-values.ts'
import { People, type Person, subjectOf } from '../person.ts'
import type { Mask, Promises, TransformColumn, TransformContext } from '../transform.ts'
import { inCaseOf } from './name-case.ts'

/** More than any locale has names that begin alike. */
const MOST_SKIPPED = 1000

export type NamePart = 'first' | 'middle' | 'last'

/** What a name that stands alone becomes: the fake person's where a subject is named, else that of the name itself. */
export function singleName(part: NamePart, { key, locale, subject, column }: TransformContext): Mask {
  const people = new People(key, locale)
  const most = column.type.maxLength ?? Number.POSITIVE_INFINITY
  const named = (person: Person, text: string): string =>
    another(text, (skip) => cut(inCaseOf(person.name(part, text, skip), text), most))
  const own = (text: string): string =>
    isBlank(text) ? text : named(people.of(caseless(text), people.sexOf(part, text)), text)
  if (subject === undefined) return { value: own, bytes: recentValues(own), inRows: { kind: 'recent' } }
  return {
    value(text, row) {
      const whose = subjectOf(subject, row)
      if (whose === undefined || isBlank(text)) return own(text)
      return named(people.of(whose), text)
    },
  }
}

/** What is made with as little skipped as may be, and is not the text itself. */
export function another(text: string, make: (skip: number) => string): string {
  let result = make(0)
  for (let skip = 1; result === text && skip < MOST_SKIPPED; skip++) result = make(skip)
  return result
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
  }
}
