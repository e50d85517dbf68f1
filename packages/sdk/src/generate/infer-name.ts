import type { FieldType } from '../model/schema.ts'
import type { FieldHint } from './infer-field.ts'
import { type NameRule, nameRules } from './infer-rules.ts'
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

const byText = new Map<string, Phrase[]>()
for (const [order, rule] of nameRules.entries()) {
  for (const text of rule.names.split('|')) {
    const words = wordsOf(text)
    for (const key of new Set([words.join(' '), words.join('')])) {
      byText.set(key, [...(byText.get(key) ?? []), { rule, order, words }])
    }
  }
}

/** The whole name counts most, its end more than its start, more words more than fewer, an earlier rule more than a later. */
export function matchName(hint: FieldHint): NameMatch | undefined {
  const own = wordsOf(hint.entity ?? '').map(singular)
  const words = withoutOwn(wordsOf(hint.name), own)
  const trimmed = words.length > 1 && /^\d+$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words
  return (
    at(words, own, hint, 'whole') ??
    at(trimmed, own, hint, 'whole') ??
    inside(words, own, hint) ??
    inside(trimmed, own, hint)
  )
}

/** customer_name in customers is a name. */
function withoutOwn(words: readonly string[], own: readonly string[]): readonly string[] {
  const starts =
    own.length > 0 && own.length < words.length && own.every((word, at) => singular(words[at] ?? '') === word)
  return starts ? words.slice(own.length) : words
}

function inside(words: readonly string[], own: readonly string[], hint: FieldHint): NameMatch | undefined {
  for (let cut = 1; cut < words.length; cut++) {
    const end = at(words.slice(cut), own, hint, 'end', words.slice(0, cut))
    if (end) return end
  }
  for (let cut = words.length - 1; cut > 0; cut--) {
    const start = at(words.slice(0, cut), own, hint, 'start')
    if (start) return start
  }
  return undefined
}

const confidences = { whole: 0.95, end: 0.8, start: 0.6 }

function at(
  words: readonly string[],
  own: readonly string[],
  hint: FieldHint,
  place: keyof typeof confidences,
  before: readonly string[] = [],
): NameMatch | undefined {
  const phrases = byText.get(words.join(' ')) ?? []
  const around = [...own, ...before.map(singular)]
  const found = phrases
    .filter(
      ({ rule }) => fits(rule, hint, place) && (rule.of === undefined || around.some((word) => rule.of?.has(word))),
    )
    .sort((one, other) => one.order - other.order)[0]
  if (!found) return undefined
  return { rule: found.rule, phrase: words.join(' '), confidence: confidences[place], before: before.join('_') }
}

function fits(rule: NameRule, hint: FieldHint, place: keyof typeof confidences): boolean {
  const types: readonly FieldType[] = rule.types ?? ['text']
  if (!types.includes(hint.type)) return false
  if (rule.whole && place !== 'whole') return false
  const room = hint.maxLength ?? Number.POSITIVE_INFINITY
  return room >= (rule.least ?? 0) && room <= (rule.most ?? Number.POSITIVE_INFINITY)
}
