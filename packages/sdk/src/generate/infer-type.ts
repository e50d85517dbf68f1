import type { Choice, FieldHint } from './field-hint.ts'

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

function textChoices(hint: FieldHint): Choice[] {
  const { pattern, patterns = [], minLength = 0, maxLength = roomForSentence } = hint
  if (pattern !== undefined) return [spelled(pattern)]
  const asked = patterns.filter(({ negated }) => !negated).map(({ source }) => spelled(source))
  const codes = `[A-Z0-9]{${Math.max(1, Math.min(maxLength, Math.max(10, minLength)))}}`
  const letters = `[a-z]{${Math.max(1, minLength)},${Math.max(minLength, Math.min(maxLength, 8))}}`
  return [...asked, ...prose(hint), spelled(codes), spelled(letters)]
}

function spelled(pattern: string): Choice {
  return { kind: 'pattern', options: { pattern } }
}

/** Text shorter than this has no room for words, or for a sentence. */
const roomForWord = 5
const roomForWords = 12
const roomForSentence = 80

/** A kind inside of a list is not told how long its text may be. */
function prose({ maxLength, nested }: FieldHint): Choice[] {
  if (nested) return maxLength === undefined ? [{ kind: 'word' }] : []
  const room = maxLength ?? roomForSentence
  if (room < roomForWord) return []
  if (room < roomForWords) return [{ kind: 'word' }]
  return room < roomForSentence ? [{ kind: 'words' }] : [{ kind: 'sentence' }, { kind: 'words' }]
}
