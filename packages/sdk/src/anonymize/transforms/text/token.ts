import { z } from 'zod'
import { SymbolPermutation } from '../../permute/symbol-permutation.ts'
import { defineTransform } from '../define-transform.ts'
import { formatMask } from '../draws/format-mask.ts'

/** What tells whose key it is, and says nothing more. */
const knownPrefix =
  /^(?:(?:sk|pk|rk|whsec)_(?:live_|test_)?|gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-|AKIA|ASIA|AIza|SG\.|shp(?:at|ca|pa|ss)_|npm_|ya29\.|Bearer )/

/** From so many hexadecimal digits on it is by no chance that there are no other letters. */
const HEX_DIGITS = 20

export const token = defineTransform({
  name: 'token',
  group: 'text',
  summary:
    'Another token, API key or secret of the same format: a well-known prefix stays, hexadecimal stays hexadecimal',
  options: z.strictObject({
    prefix: z.number().int().min(0).max(20).optional().describe('characters that stay, instead of a well-known prefix'),
  }),
  examples: [{}, { prefix: 3 }],
  accepts: ['text'],
  promises: () => ({
    deterministic: true,
    unique: 'likely',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask({ prefix }, { key }) {
    const permuted = formatMask(key, 'token')
    const digits = new SymbolPermutation(key.words('hexadecimal'))
    return {
      value(text) {
        const end = prefix ?? knownPrefix.exec(text)?.[0].length ?? 0
        const kept = end < text.length ? text.slice(0, end) : ''
        const rest = text.slice(kept.length)
        const isHex = rest.length >= HEX_DIGITS && /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(rest)
        const other = isHex ? hexadecimal(digits, rest) : permuted(rest, kept)
        // Where nothing is left to change behind what stays, nothing stays.
        return other === rest ? permuted(text) : kept + other
      },
    }
  },
})

function hexadecimal(permutation: SymbolPermutation, text: string): string {
  permutation.begin()
  permutation.tweak(text.length, 0)
  for (let i = 0; i < text.length; i++) permutation.push(Number.parseInt(text[i]!, 16), 16)
  permutation.permute()
  let masked = ''
  for (let i = 0; i < text.length; i++) masked += permutation.symbols[i]!.toString(16)
  return /[A-F]/.test(text) ? masked.toUpperCase() : masked
}
