import type { MaskingKey } from '../../key/masking-key.ts'
import { TextPermutation } from '../../permute/text-permutation.ts'

/**
 * What masks a text that is not of the form that a transform is for, such as "n/a" in a column of addresses: letters and
 * digits become others of their kind. Distinct texts stay distinct.
 */
export function formFallback(key: MaskingKey): (text: string) => string {
  const permutation = new TextPermutation(key.words('other form'))
  return (text) => permutation.text(text)
}
