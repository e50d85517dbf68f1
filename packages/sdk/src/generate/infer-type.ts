import type { FieldHint } from './infer-field.ts'
import type { Choice } from './infer-trial.ts'

/** Kinds for a field of which nothing but its type is understood, the better ones first. One of them always fits. */
export function choicesByType(hint: FieldHint): Choice[] {
  switch (hint.type) {
    case 'integer':
    case 'decimal':
    case 'float':
    case 'boolean':
    case 'uuid':
    case 'date':
    case 'time':
    case 'json':
    case 'bytes':
      return [{ kind: hint.type }]
    case 'timestamp':
    case 'timestamptz':
      return [{ kind: 'timestamp' }]
    case 'list':
      return [{ kind: 'list', options: { kind: 'word' } }]
    case 'text':
      return textChoices(hint)
  }
}

/** Text shorter than this has no room for words. */
const roomForWords = 12
const roomForSentence = 80

function textChoices({ pattern, patterns = [], minLength = 0, maxLength, nested }: FieldHint): Choice[] {
  if (pattern !== undefined) return [{ kind: 'pattern', options: { pattern } }]
  const matching = patterns
    .filter(({ negated }) => !negated)
    .map(({ source }) => ({ kind: 'pattern', options: { pattern: source } }))
  const most = maxLength ?? roomForSentence
  const letters = `[a-z]{${Math.max(1, minLength)},${Math.max(minLength, Math.min(most, 8))}}`
  const codes = `[A-Z0-9]{${Math.max(1, Math.min(most, Math.max(10, minLength)))}}`
  const prose: Choice[] =
    most < roomForWords || nested ? [] : [{ kind: most < roomForSentence ? 'words' : 'sentence' }, { kind: 'words' }]
  const spelled: Choice[] = [codes, letters].map((text) => ({ kind: 'pattern', options: { pattern: text } }))
  return [...matching, ...prose, ...spelled]
}
