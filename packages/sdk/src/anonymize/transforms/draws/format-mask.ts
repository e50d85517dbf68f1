import type { MaskingKey } from '../../key/masking-key.ts'
import { TextPermutation } from '../../permute/text-permutation.ts'

/**
 * Letters and digits become others of their kind, each text of a format another one: distinct texts of one context stay
 * distinct. Where nothing of a text has a kind, such as fractions and superscripts, it is hidden.
 */
export function formatMask(key: MaskingKey, purpose: string): (text: string, context?: string) => string {
  const permutation = new TextPermutation(key.words(purpose))
  return (text, context) => {
    const masked = permutation.text(text, context)
    return masked === text ? masked.replace(/[\p{L}\p{N}]/gu, '*') : masked
  }
}
