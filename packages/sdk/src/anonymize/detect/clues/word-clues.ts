import type { Clue } from '../finding.ts'
import { labelOf, type PersonalClass } from '../personal-class.ts'
import { type ColumnValues, saidShare, shareOf, sure } from '../values/column-values.ts'
import { knownCountries } from '../values/countries-known.ts'
import { knownWords, type WordGroup, wordGroups } from '../values/known-words.ts'
import { familyWords, honorifics, nationalities, sexMarks, sexWords } from '../values/word-lists.ts'

/** The most that are looked at with letter models. */
const most = 300

interface Vocabulary {
  readonly class: PersonalClass
  readonly what: string
  readonly holds: (text: string) => boolean
  readonly share: number
  readonly confidence: number
  /** Different values: at least, at most. */
  readonly least?: number
  readonly most?: number
}

const without = (text: string): string => text.toLowerCase().replace(/\.$/, '')

const vocabularies: readonly Vocabulary[] = [
  {
    class: 'sex',
    what: 'are words for sexes',
    holds: (text) => sexWords.has(without(text)),
    share: 0.95,
    confidence: 0.92,
    most: 8,
  },
  {
    class: 'name-prefix',
    what: 'are forms of address',
    holds: (text) => honorifics.has(without(text)),
    share: 0.95,
    confidence: 0.92,
    most: 20,
  },
  {
    class: 'family',
    what: 'are words for family situations',
    holds: (text) => familyWords.has(without(text)),
    share: 0.85,
    confidence: 0.9,
    most: 12,
  },
  {
    class: 'country',
    what: 'are names of countries',
    holds: (text) => knownCountries().names.has(text.toLowerCase()),
    share: 0.8,
    confidence: 0.93,
  },
  {
    class: 'country',
    what: 'are codes of countries (ISO 3166)',
    holds: (text) => knownCountries().codes.has(text),
    share: 0.98,
    confidence: 0.8,
    least: 4,
  },
  {
    class: 'origin',
    what: 'are names of peoples or languages',
    holds: (text) => nationalities.has(text.toLowerCase()) || knownCountries().tongues.has(text.toLowerCase()),
    share: 0.8,
    confidence: 0.88,
    least: 3,
  },
  {
    class: 'state',
    what: 'are names of states or regions',
    holds: (text) => knownWords().states.has(text.toLowerCase()),
    share: 0.45,
    confidence: 0.85,
    least: 3,
  },
]

/** What the words of short texts say: lists of a few words, and names, places and plain words told apart. */
export function* wordClues(values: ColumnValues): Generator<Clue> {
  const { texts, distinct } = values
  if (texts.length === 0) return
  for (const { class: class_, what, holds, share: needed, confidence, least = 1, most: upTo } of vocabularies) {
    if (distinct.length < least || (upTo !== undefined && distinct.length > upTo)) continue
    if (class_ === 'sex' && !distinct.some((text) => sexMarks.has(without(text)))) continue
    const share = shareOf(texts, holds)
    if (share < needed) continue
    yield {
      class: class_,
      confidence: sure(confidence, Math.max(texts.length, 5)),
      evidence: `${saidShare(share, texts.length)} ${what}`,
    }
  }
  // A dozen words over and over are months, or kinds of things.
  if (distinct.length >= 5 && (distinct.length >= 15 || texts.length < distinct.length * 10)) yield* nameClues(values)
}

const nameForm = /^[\p{L}\p{M}][\p{L}\p{M}'’`.\- ]{0,40}$/u

/** One name a value: whose list they stand in, and whose spelling they have. */
function* nameClues({ texts, distinct, variety }: ColumnValues): Generator<Clue> {
  if (shareOf(texts, (text) => nameForm.test(text) && text.split(/[\s]+/).length <= 4) < 0.85) return
  const looked = distinct.slice(0, most).map((text) => text.toLowerCase())
  const words = knownWords()
  const listed = (group: WordGroup): number => shareOf(looked, (text) => words.sets[group].has(text))
  if (shareOf(looked, (text) => words.calendar.has(text)) > 0.8) return
  const spelled = spelling(looked)
  const hit = {
    first: listed('first'),
    last: listed('last'),
    place: listed('place'),
    word: listed('word'),
    job: listed('job'),
  }
  const oneWord = shareOf(looked, (text) => !/\s/.test(text))
  if (hit.word > Math.max(hit.first, hit.last, hit.place) && hit.word > 0.2) return
  const mean = (looked.reduce((sum, text) => sum + text.length, 0) / looked.length) | 0
  if (mean < (/^[\p{Script=Latin}\s]+$/u.test(looked[0] ?? '') ? 3.5 : 2) || variety < 0.02) return
  const states = shareOf(looked, (text) => words.states.has(text))
  const options = [
    { class: 'first-name', group: 'first', hit: hit.first, other: hit.last },
    { class: 'last-name', group: 'last', hit: hit.last, other: hit.first },
    { class: 'city', group: 'place', hit: hit.place, other: Math.max(hit.first, hit.last) },
  ] as const
  for (const { class: name, group, hit: own, other } of options) {
    if (name === 'city' ? states > 0.4 : oneWord < 0.7) continue
    const lead = spelled[group] - Math.max(...wordGroups.filter((one) => one !== group).map((one) => spelled[one]))
    const byList = own >= 0.15 && own > other * 1.25 ? Math.min(0.9, 0.5 + own * 0.9) : 0
    const bySpelling = lead > 0.05 ? Math.min(0.75, 0.45 + lead * 1.2) : 0
    const confidence =
      byList > 0 && bySpelling > 0
        ? Math.min(0.96, byList + 0.12 + lead * 0.3)
        : Math.max(byList * (lead < -0.1 ? 0.7 : 1), bySpelling * (own < 0.02 ? 0.8 : 1))
    if (confidence < 0.3) continue
    const how = [
      ...(byList > 0
        ? [`${saidShare(own, looked.length)} stand in the lists of ${names[name]} of ${words.languages} languages`]
        : []),
      ...(bySpelling > 0 ? [`the values are spelled like ${names[name]}`] : []),
    ]
    yield {
      class: name,
      confidence: sure(confidence, looked.length),
      evidence: how.join('; ') || `it may hold a ${labelOf(name)}`,
    }
  }
}

const names = { 'first-name': 'first names', 'last-name': 'family names', city: 'places' } as const

/** For each group, the share of the values that are likelier its own than of the others. */
function spelling(texts: readonly string[]): Record<WordGroup, number> {
  const sums = { first: 0, last: 0, place: 0, street: 0, job: 0, word: 0 }
  const { models } = knownWords()
  for (const text of texts) {
    const scores = wordGroups.map((group) => [group, models[group].score(text)] as const)
    const best = Math.max(...scores.map(([, score]) => score))
    const weights = scores.map(([group, score]) => [group, Math.exp((score - best) / 2)] as const)
    const all = weights.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [group, weight] of weights) sums[group] += weight / all / texts.length
  }
  return sums
}
