import { z } from 'zod'
import { TextPermutation } from '../../permute/text-permutation.ts'
import { defineTransform } from '../define-transform.ts'

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
    mayKeep: 'a vector without letters and digits',
  }),
  mask({ words }, { key }) {
    if (words === 'drop') return { value: () => '' }
    const permutation = new TextPermutation(key.words('lexeme'))
    return {
      value(text) {
        const masked: string[] = []
        for (const [, quoted, places = '', bare, barePlaces = ''] of text.matchAll(lexeme)) {
          const word = quoted === undefined ? (bare ?? '') : quoted.replace(/''|\\(.)/gs, (_, sign) => sign ?? "'")
          const other = permutation.text(word).replace(/['\\]/g, '$&$&')
          masked.push(`'${other}'${places || barePlaces}`)
        }
        return masked.join(' ')
      },
    }
  },
})
