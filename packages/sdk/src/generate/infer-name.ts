import type { FieldType } from '../model/schema.ts'
import type { FieldHint } from './field-hint.ts'
import { nameRules } from './infer-rules/all.ts'
import type { NameRule } from './infer-rules/rule.ts'
import { singular, wordsOf } from './infer-words.ts'

/** A rule that fits a name, and how well. */
export interface NameMatch {
  readonly rule: NameRule
  /** The words of the rule that were found. */
  readonly phrase: string
  readonly confidence: number
  /** Words before them, without the entity's own name: billing of billing_city. */
  readonly before: string
}

interface Phrase {
  readonly rule: NameRule
  readonly order: number
  readonly words: readonly string[]
}

let phrases: ReadonlyMap<string, readonly Phrase[]> | undefined

/** By their text, with spaces between the words and without; made when the first name is looked at. */
function knownPhrases(): ReadonlyMap<string, readonly Phrase[]> {
  phrases ??= makePhrases()
  return phrases
}

function makePhrases(): Map<string, Phrase[]> {
  const byText = new Map<string, Phrase[]>()
  for (const [order, rule] of nameRules.entries()) {
    for (const text of rule.names.split('|')) {
      const words = wordsOf(text)
      for (const key of new Set([words.join(' '), words.join('')])) {
        byText.set(key, [...(byText.get(key) ?? []), { rule, order, words }])
      }
    }
  }
  return byText
}

/** The whole name counts most, its end more than its start, more words more than fewer, an earlier rule more than a later. */
export function* matchNames(hint: FieldHint): Generator<NameMatch> {
  const own = wordsOf(hint.entity ?? '').map(singular)
  const written = wordsOf(hint.name)
  const numbered = written.length > 1 && /^\d+$/.test(written.at(-1) ?? '')
  const forms = (numbered ? [written, written.slice(0, -1)] : [written]).flatMap((form) => [
    form,
    ...withoutOwn(form, own),
  ])
  for (const form of forms) if (form.length > 0) yield* at(form, own, hint, 'whole')
  for (const form of forms) {
    for (let cut = 1; cut < form.length; cut++) yield* at(form.slice(cut), own, hint, 'end', form.slice(0, cut))
  }
  for (const form of forms) {
    for (let cut = form.length - 1; cut > 0; cut--) yield* at(form.slice(0, cut), own, hint, 'start')
  }
}

/** customer_name in customers is a name too. */
function withoutOwn(words: readonly string[], own: readonly string[]): string[][] {
  const starts =
    own.length > 0 && own.length < words.length && own.every((word, at) => singular(words[at] ?? '') === word)
  return starts ? [words.slice(own.length)] : []
}

const confidences = { whole: 0.95, end: 0.8, start: 0.6 }

function at(
  words: readonly string[],
  own: readonly string[],
  hint: FieldHint,
  place: keyof typeof confidences,
  before: readonly string[] = [],
): NameMatch[] {
  const phrases = knownPhrases().get(words.join(' ')) ?? []
  const around = [...own, ...before.map(singular)]
  return phrases
    .filter(
      ({ rule }) => fits(rule, hint, place) && (rule.of === undefined || around.some((word) => rule.of?.has(word))),
    )
    .sort((one, other) => one.order - other.order)
    .map(({ rule }) => ({ rule, phrase: words.join(' '), confidence: confidences[place], before: before.join('_') }))
}

function fits(rule: NameRule, hint: FieldHint, place: keyof typeof confidences): boolean {
  const types: readonly FieldType[] = rule.types ?? ['text']
  if (!types.includes(hint.type)) return false
  if (rule.whole && place !== 'whole') return false
  const room = hint.maxLength ?? Number.POSITIVE_INFINITY
  return room >= (rule.least ?? 0) && room <= (rule.most ?? Number.POSITIVE_INFINITY)
}
