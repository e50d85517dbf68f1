import type { MaskingKey } from '../../key/masking-key.ts'
import type { ScalarType } from '../../masking-schema.ts'
import { TextHash } from '../../permute/text-hash.ts'
import { codeOf } from '../../person.ts'

/** Of so many letters and digits two values have the same by chance of less than 2^-60. */
const CODE = 13

/** A code of a value's hash between two texts, as much of it as there is room for. */
export function shortCode(key: MaskingKey, { before, behind }: Around): (text: string, most: number) => string {
  const hash = new TextHash(key.words('short code'))
  return (text, most) => {
    const room = Math.min(CODE, most - before.length - behind.length)
    return before + codeOf(hash.of(text)).slice(0, room) + behind
  }
}

interface Around {
  readonly before: string
  readonly behind: string
}

/** What becomes of the promise to keep values apart where long ones become codes; of fewer signs it is lost. */
export function uniqueByCode({ maxLength }: ScalarType, { before, behind }: Around): 'preserved' | 'likely' | 'lost' {
  if (maxLength === undefined) return 'preserved'
  return maxLength - before.length - behind.length >= CODE ? 'likely' : 'lost'
}

/** The least that such a code can stand in. */
export function leastOf({ before, behind }: Around): number {
  return before.length + behind.length + 4
}
