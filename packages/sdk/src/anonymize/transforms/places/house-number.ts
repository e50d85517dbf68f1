import type { MaskingKey } from '../../key/masking-key.ts'
import { TextPermutation } from '../../permute/text-permutation.ts'

/** How often a number that would begin with a zero is permuted on. */
const TRIES = 20

/** Another house number of the same length, such as 47c for 12b, without a zero at its start. */
export function houseNumbers(key: MaskingKey): (text: string) => string {
  const permutation = new TextPermutation(key.words('house number'))
  return (text) => {
    let number = permutation.text(text)
    for (let i = 0; i < TRIES && (/^\D*0/.test(number) || number === text); i++) number = permutation.text(number)
    return number === text ? permutation.text(text) : number
  }
}
