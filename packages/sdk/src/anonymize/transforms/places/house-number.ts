import type { MaskingKey } from '../../key/masking-key.ts'
import { formatMask } from '../draws/format-mask.ts'

/** How often a number that would begin with a zero is permuted on. */
const TRIES = 20

/** Another house number of the same length, such as 47c for 12b, without a zero at its start. */
export function houseNumbers(key: MaskingKey): (text: string) => string {
  const permuted = formatMask(key, 'house number')
  return (text) => {
    let number = permuted(text)
    for (let i = 0; i < TRIES && (/^\D*0/.test(number) || number === text); i++) number = permuted(number)
    return number === text ? permuted(text) : number
  }
}
