import { fittedOptions } from './fitted-options.ts'
import type { FieldHint, Inference } from './infer-field.ts'

/** A kind for a field of which nothing but its type is understood. */
export function byType(hint: FieldHint): Inference {
  const { kind, options } = plain(hint)
  const fitted = fittedOptions(kind, options ?? {}, hint) ?? options ?? {}
  return {
    kind,
    ...(Object.keys(fitted).length === 0 ? {} : { options: fitted }),
    confidence: 0.3,
    why: `the name says nothing that is known, and the type is ${hint.type}`,
  }
}

interface Plain {
  readonly kind: string
  readonly options?: Readonly<Record<string, unknown>>
}

/** Text shorter than this has no room for words. */
const roomForWords = 12
const roomForSentence = 80

function plain(hint: FieldHint): Plain {
  switch (hint.type) {
    case 'integer':
      return { kind: 'integer', options: hint.unique ? {} : { min: 0, max: 1000 } }
    case 'decimal':
      return { kind: 'decimal', options: hint.unique ? {} : { min: 0, max: 1000 } }
    case 'float':
      return { kind: 'float', options: { min: 0, max: 1000 } }
    case 'boolean':
      return { kind: 'boolean' }
    case 'uuid':
      return { kind: 'uuid' }
    case 'date':
      return { kind: 'date' }
    case 'time':
      return { kind: 'time' }
    case 'timestamp':
    case 'timestamptz':
      return { kind: 'timestamp' }
    case 'json':
      return { kind: 'json' }
    case 'bytes':
      return { kind: 'bytes' }
    case 'list':
      return { kind: 'list', options: { of: { kind: 'word' } } }
    case 'text':
      return text(hint)
  }
}

function text({ pattern, patterns = [], minLength = 0, maxLength = roomForSentence, unique }: FieldHint): Plain {
  const wanted = pattern ?? patterns.find(({ negated }) => !negated)?.source
  if (wanted !== undefined) return { kind: 'pattern', options: { pattern: wanted } }
  const short = maxLength < roomForWords || (unique && maxLength < 2 * roomForWords)
  if (short) return { kind: 'pattern', options: { pattern: `[A-Z0-9]{${maxLength}}` } }
  if (minLength > 1)
    return { kind: 'pattern', options: { pattern: `[a-z]{${minLength},${Math.min(maxLength, 2 * minLength)}}` } }
  return maxLength < roomForSentence ? { kind: 'words' } : { kind: 'sentence' }
}
