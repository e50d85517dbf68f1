import type { MaskingKey } from '../../key/masking-key.ts'
import type { PlainMask } from '../../permute/in-place.ts'
import { textOf, writeText } from '../../permute/recent-values.ts'
import { TextPermutation } from '../../permute/text-permutation.ts'
import { formatMask } from './format-mask.ts'

/** What `formatMask` makes of texts, on bytes as well. */
export function permutedMask(key: MaskingKey, purpose: string): PlainMask {
  const value = formatMask(key, purpose)
  const permutation = new TextPermutation(key.words(purpose))
  return {
    value: (text) => value(text),
    bytes(input, start, end, out) {
      const length = end - start
      out.reserve(length)
      const { bytes, at } = out
      if (permutation.ascii(input, start, end, bytes, at)) {
        for (let i = 0; i < length; i++) {
          if (bytes[at + i] === input[start + i]) continue
          out.at = at + length
          return
        }
      }
      writeText(value(textOf(input, start, end)), out)
    },
  }
}
