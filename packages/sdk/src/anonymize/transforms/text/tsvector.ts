import { z } from 'zod'
import { defineTransform } from '../define-transform.ts'
import { formatMask } from '../draws/format-mask.ts'

const lexeme = /'((?:[^'\\]|''|\\.)*)'(:[\dABCD,]+)?|([^\s':]+)(:[\dABCD,]+)?/g

export const tsvector = defineTransform({
  name: 'tsvector',
  group: 'text',
  summary: 'Search vectors: no word of them, or each by its format with the places where it stood',
  options: z.strictObject({ words: z.enum(['drop', 'permute']).default('drop') }),
  examples: [{}, { words: 'permute' }],
  accepts: ['tsvector'],
  promises: ({ words }) => ({
    deterministic: true,
    unique: words === 'permute' ? 'preserved' : 'lost',
    format: words === 'permute' ? 'preserved' : 'lost',
    longest: (length) => length * 2,
  }),
  mask({ words }, { key }) {
    if (words === 'drop') return { value: () => '' }
    const permuted = formatMask(key, 'lexeme')
    return {
      value(text) {
        const masked: string[] = []
        for (const [, quoted, places = '', bare, barePlaces = ''] of text.matchAll(lexeme)) {
          const word = quoted === undefined ? (bare ?? '') : quoted.replace(/''|\\(.)/gs, (_, sign) => sign ?? "'")
          const other = permuted(word).replace(/['\\]/g, '$&$&')
          masked.push(`'${other}'${places || barePlaces}`)
        }
        return masked.join(' ')
      },
    }
  },
})
