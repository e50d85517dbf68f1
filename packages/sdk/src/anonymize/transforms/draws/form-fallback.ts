import type { MaskingKey } from '../../key/masking-key.ts'
import { formatMask } from './format-mask.ts'

/** What texts are permuted for that are not of the form that a transform is for. */
export const OTHER_FORM = 'other form'

/** What masks a text that is not of the form that a transform is for, such as "n/a" in a column of addresses. */
export function formFallback(key: MaskingKey): (text: string) => string {
  const mask = formatMask(key, OTHER_FORM)
  return (text) => mask(text)
}
