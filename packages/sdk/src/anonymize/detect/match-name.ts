import { singular, wordsOf } from '../../generate/infer-words.ts'
import type { Clue } from './finding.ts'
import { nameRules } from './names/all.ts'
import { type NameRule, people, type TypeGroup } from './names/name-rule.ts'
import { labelOf } from './personal-class.ts'

interface Phrase {
  readonly rule: NameRule
  readonly order: number
  readonly language: string
  readonly joined: string
}

type Place = 'whole' | 'end' | 'start' | 'inside'

const confidences: Readonly<Record<Place, number>> = { whole: 0.92, end: 0.85, start: 0.6, inside: 0.5 }

/** Where ä is written ae as well, å aa, and ø oe: names may have either, or the letter that is left without its marks. */
const umlauts = new Set(['de', 'da', 'no', 'sv', 'fi'])
const withoutUmlauts = (text: string): string =>
  text
    .replace(/ae/g, 'a')
    .replace(/oe/g, 'o')
    .replace(/(?<!q)ue/g, 'u')

/** Letters that no decomposition parts from their marks. */
const marked: Readonly<Record<string, string>> = {
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  Ø: 'O',
  Ł: 'L',
  Æ: 'Ae',
}
const plainWordsOf = (name: string): string[] =>
  wordsOf(name.replace(/[ıøłđæœØŁÆ]/g, (letter) => marked[letter] ?? letter))

interface Phrases {
  /** By their own spelling, and all the same where they are written without a space between them. */
  readonly byText: ReadonlyMap<string, readonly Phrase[]>
  readonly long: readonly Phrase[]
}

let phrases: Phrases | undefined

/** Made when the first name is looked at: many a process looks at none. */
function knownPhrases(): Phrases {
  phrases ??= makePhrases()
  return phrases
}

function makePhrases(): Phrases {
  const byText = new Map<string, Phrase[]>()
  for (const [order, rule] of nameRules.entries()) {
    for (const [language, names] of Object.entries(rule.names)) {
      for (const text of names.split('|')) {
        const words = wordsOf(text)
        const phrase = { rule, order, language, joined: words.join('') }
        const keys = [words.join(' '), phrase.joined]
        for (const key of new Set(umlauts.has(language) ? [...keys, ...keys.map(withoutUmlauts)] : keys))
          byText.set(key, [...(byText.get(key) ?? []), phrase])
      }
    }
  }
  const long = [...new Set([...byText.values()].flat())].filter(
    ({ joined, rule }) =>
      !rule.whole && !rule.ofPeople && joined.length >= (isLatin(joined) ? 5 : 2) && !/^.name$/.test(joined),
  )
  return { byText, long }
}

/** Ends that make of what stands before them something about it. */
const aboutIt = new Set(
  'id ids count type status flag format template verified confirmed enabled length version kind category source order index position rank ref key label'.split(
    ' ',
  ),
)

export interface NamedColumn {
  /** Without its schema. */
  readonly table: string
  readonly column: string
  readonly types: readonly TypeGroup[]
}

/** What the name of a column says, the likeliest first. A name that says "nobody's" ends with `harmless`. */
export function matchName(named: NamedColumn): { readonly clues: readonly Clue[]; readonly harmless: boolean } {
  const own = wordsOf(named.table).map(singular)
  const written = plainWordsOf(named.column)
  const numbered = written.length > 1 && /^\d+$/.test(written.at(-1) ?? '')
  const found: { phrase: Phrase; confidence: number }[] = []
  for (const form of numbered ? [written, written.slice(0, -1)] : [written]) {
    for (const words of [form, ...withoutOwn(form, own)]) found.push(...matches(words, form, own, named.types))
    if (form.length === 1) found.push(...insideOf(form[0] ?? '', named.types))
  }
  if (written.every((word) => generic.has(word))) found.push(...ofTable(own, named.types))
  found.sort((a, b) => b.confidence - a.confidence || a.phrase.order - b.phrase.order)
  const best = found[0]
  if (best?.phrase.rule.class === 'harmless') return { clues: [], harmless: true }
  // first_name ends with "name" too: what a longer phrase says is meant.
  const specific = found.some(({ phrase, confidence }) => !phrase.rule.ofPeople && confidence >= confidences.end)
  const clues = new Map<string, Clue>()
  for (const { phrase, confidence } of found) {
    const name = phrase.rule.class
    if (name === 'harmless' || clues.has(name) || (specific && phrase.rule.ofPeople)) continue
    clues.set(name, {
      class: name,
      confidence,
      evidence: `its name says ${labelOf(name)}${inLanguage(phrase.language)}`,
    })
  }
  return { clues: [...clues.values()], harmless: false }
}

/** Columns that hold what their table is called after: the amount of a salary, the value of an e-mail address. */
const generic = new Set('amount value values number no data text content address line total'.split(' '))

function* ofTable(
  own: readonly string[],
  types: readonly TypeGroup[],
): Generator<{ phrase: Phrase; confidence: number }> {
  for (let from = 0; from < own.length; from++) {
    for (const phrase of knownPhrases().byText.get(own.slice(from).join(' ')) ?? []) {
      const { rule, joined } = phrase
      if (rule.ofPeople || rule.class === 'harmless' || joined.length < 5) continue
      if ((rule.types ?? ['text']).some((type) => types.includes(type))) yield { phrase, confidence: 0.75 }
    }
  }
}

/** customer_email in customers is an email; so is cust_email. */
function withoutOwn(words: readonly string[], own: readonly string[]): string[][] {
  if (words.length < 2) return []
  const cut = own.length > 0 && own.length < words.length && own.every((word, at) => singular(words[at] ?? '') === word)
  return [...(cut ? [words.slice(own.length)] : []), ...(people.has(singular(words[0] ?? '')) ? [words.slice(1)] : [])]
}

function* matches(
  words: readonly string[],
  whole: readonly string[],
  own: readonly string[],
  types: readonly TypeGroup[],
): Generator<{ phrase: Phrase; confidence: number }> {
  for (let from = 0; from < words.length; from++) {
    for (let to = words.length; to > from; to--) {
      const place: Place =
        from === 0 ? (to === words.length ? 'whole' : 'start') : to === words.length ? 'end' : 'inside'
      const after = words.slice(to)
      if (after.some((word) => aboutIt.has(word))) continue
      const before = whole.slice(0, whole.length - words.length + from)
      for (const phrase of knownPhrases().byText.get(words.slice(from, to).join(' ')) ?? []) {
        const { rule } = phrase
        if (!(rule.types ?? ['text']).some((type) => types.includes(type))) continue
        if (rule.class === 'harmless' && place !== 'whole' && place !== 'end') continue
        if (rule.whole && place !== 'whole') continue
        if (
          rule.ofPeople &&
          (place === 'start' ||
            place === 'inside' ||
            ![...own, ...before.map(singular)].some((word) => people.has(word)))
        )
          continue
        const confidence = confidenceOf(phrase, place)
        if (confidence > 0) yield { phrase, confidence }
      }
    }
  }
}

/** Short words mean many things, foreign ones the most. */
function confidenceOf({ joined, language, rule }: Phrase, place: Place): number {
  if (rule.class === 'harmless') return confidences[place] + 0.01
  if (!isLatin(joined)) return [...joined.normalize('NFC')].length > 1 || place === 'whole' ? confidences[place] : 0
  if (joined.length <= 2 && !(joined === 'ip')) return place === 'whole' ? 0.4 : 0
  if (joined.length <= 4 && language !== 'en' && !known.has(joined)) return place === 'whole' ? 0.55 : 0
  return confidences[place]
}

/** Short, and of one meaning. */
const known = new Set(
  'pesel iban bsn cpf cpr dni plz curp hetu snils amka nino cep cnp oib fio apellido imie naam navn namn'.split(' '),
)

/** emailaddress2, clientemail: words that nothing parts. */
function* insideOf(word: string, types: readonly TypeGroup[]): Generator<{ phrase: Phrase; confidence: number }> {
  for (const phrase of knownPhrases().long) {
    const { joined, rule } = phrase
    const rest = word.length - joined.length
    if (rest < 2 || !(rule.types ?? ['text']).some((type) => types.includes(type))) continue
    if (word.endsWith(joined)) yield { phrase, confidence: 0.72 + Math.min(joined.length, 12) / 200 }
    else if (word.startsWith(joined) && !aboutIt.has(word.slice(joined.length)) && rule.class !== 'harmless')
      yield { phrase, confidence: 0.5 }
  }
}

function isLatin(text: string): boolean {
  return /^[\p{Script=Latin}\d']*$/u.test(text)
}

let languageNames: Intl.DisplayNames | undefined

function inLanguage(code: string): string {
  if (code === 'en') return ''
  languageNames ??= new Intl.DisplayNames('en', { type: 'language' })
  return ` (${languageNames.of(code) ?? code})`
}
