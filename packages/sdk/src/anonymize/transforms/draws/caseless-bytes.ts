import { caseless } from '../../../values/lists.ts'
import type { LetterCase } from './letter-case.ts'

/** UTF-8 of two bytes that begins with one of these: letters of Latin and Cyrillic scripts that are one character each. */
const leads = [0xc3, 0xc4, 0xc5, 0xd0, 0xd1] as const
const LONGEST = 4

/** Bits of what is there. */
const CAPITAL = 1
const SMALL = 2

const asciiKinds = Uint8Array.from({ length: 128 }, (_, byte) => kindOf(String.fromCharCode(byte)))
const asciiImages = Uint8Array.from({ length: 128 }, (_, byte) => caseless(String.fromCharCode(byte)).charCodeAt(0))
const slotOf = new Int16Array(256).fill(-1)
const kinds = new Uint8Array(leads.length * 64)
const lengths = new Uint8Array(leads.length * 64)
const images = new Uint8Array(leads.length * 64 * LONGEST)
leads.forEach((lead, slot) => {
  slotOf[lead] = slot * 64
  for (let i = 0; i < 64; i++) fill(slot * 64 + i, String.fromCharCode(((lead & 31) << 6) | i))
})

function fill(at: number, letter: string): void {
  const image = new TextEncoder().encode(caseless(letter))
  if (image.length > LONGEST) return
  kinds[at] = kindOf(letter)
  lengths[at] = image.length
  images.set(image, at * LONGEST)
}

function kindOf(letter: string): number {
  return /\p{Lu}/u.test(letter) ? CAPITAL : /\p{Ll}/u.test(letter) ? SMALL : 0
}

/** What `caseless` and `letterCaseOf` say of the text between spaces, told on its bytes. */
export class CaselessBytes {
  bytes = new Uint8Array(256)
  length = 0
  letterCase: LetterCase = 'as it is'
  /** Where the text is, without spaces around it. */
  start = 0
  end = 0

  /** False where nothing is there, or a letter is not one that is known here: then the text itself must be asked. */
  take(input: Uint8Array, start: number, end: number): boolean {
    while (start < end && isSpace(input[start]!)) start++
    while (end > start && isSpace(input[end - 1]!)) end--
    if (start === end) return false
    this.start = start
    this.end = end
    // A letter of two bytes may become one of four.
    if ((end - start) * 2 > this.bytes.length) this.bytes = new Uint8Array((end - start) * 4)
    const { bytes } = this
    let seen = 0
    let capitals = 0
    let to = 0
    for (let i = start; i < end; i++) {
      const byte = input[i]!
      if (byte < 128) {
        const kind = asciiKinds[byte]!
        seen |= kind
        capitals += kind & CAPITAL
        bytes[to++] = asciiImages[byte]!
        continue
      }
      const slot = slotOf[byte]!
      const next = i + 1 < end ? input[++i]! : 0
      if (slot < 0 || (next & 0xc0) !== 0x80) return false
      const at = slot + (next & 63)
      const length = lengths[at]!
      if (length === 0) return false
      const kind = kinds[at]!
      seen |= kind
      capitals += kind & CAPITAL
      for (let from = at * LONGEST, last = from + length; from < last; ) bytes[to++] = images[from++]!
    }
    this.length = to
    if (seen === SMALL) this.letterCase = 'small'
    else this.letterCase = seen === CAPITAL && capitals > 1 ? 'capitals' : 'as it is'
    return true
  }
}

/** What `trim` takes away, so far as it is of one byte. */
export function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13)
}
