import { inPlaceMask } from '../permute/in-place.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import { UuidPermutation } from '../permute/uuid-permutation.ts'
import { defineTransform, noOptions } from './define-transform.ts'

const LENGTH = 36
const HYPHEN = 45
const hyphens = [8, 13, 18, 23]
/** Where the 32 digits stand. */
const places = Uint8Array.from(Array.from({ length: LENGTH }, (_, i) => i).filter((i) => !hyphens.includes(i)))
const SMALL = 16
const CAPITAL = 32
const NONE = 64

/** Of a character the value of its digit, and what it is besides: a small letter, a capital one, no digit at all. */
const signs = new Uint8Array(128).fill(NONE)
const small = new Uint8Array(16)
const capital = new Uint8Array(16)
for (let digit = 0; digit < 16; digit++) {
  const letter = digit.toString(16)
  small[digit] = letter.charCodeAt(0)
  capital[digit] = letter.toUpperCase().charCodeAt(0)
  signs[capital[digit]!] = digit > 9 ? digit | CAPITAL : digit
  signs[small[digit]!] = digit > 9 ? digit | SMALL : digit
}

/** Reads the 32 digits into four words; gives which cases its letters have, or NONE where it is no UUID. */
function read(units: Uint8Array, length: number, words: Int32Array): number {
  if (length !== LENGTH) return NONE
  if (units[8] !== HYPHEN || units[13] !== HYPHEN || units[18] !== HYPHEN || units[23] !== HYPHEN) return NONE
  let all = 0
  for (let at = 0; at < 32; ) {
    let word = 0
    for (const end = at + 8; at < end; at++) {
      const sign = signs[units[places[at]!]!]!
      all |= sign
      word = (word << 4) | (sign & 15)
    }
    words[(at >> 3) - 1] = word
  }
  return (all & NONE) !== 0 ? NONE : all & (SMALL | CAPITAL)
}

/** Whether a letter is among what it wrote. */
function write(units: Uint8Array, words: Int32Array, cases: number): boolean {
  const letters = cases === CAPITAL ? capital : small
  let most = 0
  for (let at = 0; at < 32; ) {
    let word = words[at >> 3]!
    for (const end = at + 8; at < end; at++) {
      const digit = word >>> 28
      word <<= 4
      if (digit > most) most = digit
      units[places[at]!] = letters[digit]!
    }
  }
  return most > 9
}

export const uuid = defineTransform({
  name: 'uuid',
  group: 'identity',
  summary:
    'Another UUID of the same version and variant. Different ones stay different; what a version says of time is lost',
  options: noOptions,
  accepts: ['uuid', 'text'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask(_, { key }) {
    const permutation = new UuidPermutation(key.words('uuid'))
    const texts = new TextPermutation(key.words('uuid text'))
    const words = new Int32Array(4)
    const plain = new Uint8Array(LENGTH)
    const change = (units: Uint8Array, length: number): boolean => {
      const cases = read(units, length, words)
      // Letters in both cases are not as any engine writes it.
      if (cases === NONE || cases === (SMALL | CAPITAL)) return false
      // One in capitals stays among those that have a letter; without, it would meet a small one's image.
      do permutation.permute(words)
      while (!write(units, words, cases) && cases === CAPITAL)
      return true
    }
    /** What is no UUID does not become one. */
    const isUuid = (text: string): boolean => {
      if (text.length !== LENGTH) return false
      for (let i = 0; i < LENGTH; i++) plain[i] = Math.min(text.charCodeAt(i), 127)
      const cases = read(plain, LENGTH, new Int32Array(4))
      return cases !== NONE && cases !== (SMALL | CAPITAL)
    }
    return inPlaceMask(change, (text) => {
      let result = text
      do result = texts.text(result)
      while (isUuid(result))
      return result
    })
  },
})
