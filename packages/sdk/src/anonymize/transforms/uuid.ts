import { inPlaceMask } from '../permute/in-place.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import { UuidPermutation } from '../permute/uuid-permutation.ts'
import { defineTransform, noOptions } from './define-transform.ts'

const LENGTH = 36
const isHyphen = (i: number): boolean => i === 8 || i === 13 || i === 18 || i === 23
const SMALL = 1
const CAPITAL = 2

/** The value of a hexadecimal digit, or -1; its case is added to `cases`. */
const digits = new Int8Array(128).fill(-1)
const caseOf = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) {
  const small = digit.toString(16)
  digits[small.charCodeAt(0)] = digit
  digits[small.toUpperCase().charCodeAt(0)] = digit
  if (digit < 10) continue
  caseOf[small.charCodeAt(0)] = SMALL
  caseOf[small.toUpperCase().charCodeAt(0)] = CAPITAL
}

/** Reads the 32 digits into four words; false where it is no UUID, and gives which cases its letters have. */
function read(units: Uint8Array, length: number, words: Int32Array): number | false {
  if (length !== LENGTH) return false
  let cases = 0
  let word = 0
  for (let i = 0, at = 0; i < LENGTH; i++) {
    const unit = units[i]!
    if (isHyphen(i)) {
      if (unit !== 45) return false
      continue
    }
    const digit = digits[unit]!
    if (digit < 0) return false
    cases |= caseOf[unit]!
    word = (word << 4) | digit
    if ((++at & 7) === 0) words[(at >> 3) - 1] = word
  }
  return cases
}

function write(units: Uint8Array, words: Int32Array, cases: number): number {
  const letters = cases === CAPITAL ? 55 : 87
  let written = 0
  for (let i = 0, at = 0; i < LENGTH; i++) {
    if (isHyphen(i)) continue
    const digit = (words[at >> 3]! >>> (28 - 4 * (at & 7))) & 15
    if (digit > 9) written = cases
    units[i] = digit + (digit > 9 ? letters : 48)
    at++
  }
  return written
}

export const uuid = defineTransform({
  name: 'uuid',
  group: 'identity',
  summary:
    'Another UUID of the same version and variant. Different ones stay different; what a version says of time is lost',
  options: noOptions,
  accepts: ['uuid', 'text'],
  promises: (_, { type }) => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
    mayKeep: type.form === 'uuid' ? undefined : 'a text that is no UUID and has no letter and no digit',
  }),
  mask(_, { key }) {
    const permutation = new UuidPermutation(key.words('uuid'))
    const texts = new TextPermutation(key.words('uuid text'))
    const words = new Int32Array(4)
    const plain = new Uint8Array(LENGTH)
    const change = (units: Uint8Array, length: number): boolean => {
      const cases = read(units, length, words)
      // Letters in both cases: not as any engine writes it.
      if (cases === false || cases === (SMALL | CAPITAL)) return false
      // One in capitals stays among those that have a letter; without, it would meet a small one's image.
      do permutation.permute(words)
      while (write(units, words, cases === CAPITAL ? CAPITAL : SMALL) !== CAPITAL && cases === CAPITAL)
      return true
    }
    /** What is no UUID does not become one. */
    const isUuid = (text: string): boolean => {
      if (text.length !== LENGTH) return false
      for (let i = 0; i < LENGTH; i++) plain[i] = Math.min(text.charCodeAt(i), 127)
      const cases = read(plain, LENGTH, new Int32Array(4))
      return cases !== false && cases !== (SMALL | CAPITAL)
    }
    return inPlaceMask(change, (text) => {
      let result = text
      do result = texts.text(result)
      while (isUuid(result))
      return result
    })
  },
})
