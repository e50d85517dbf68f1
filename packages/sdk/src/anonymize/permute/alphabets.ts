import { commonLetters, digitRuns, otherLetters, otherNumbers } from './letter-ranges.ts'

/**
 * The classes of characters that a format is made of. A character is replaced by one of its class; what is in none stays
 * where it is. Letters that have two cases are one class: both cases of a letter become both cases of one other letter, so
 * what is equal but for case stays so. Only pairs of single letters that lead back to each other are in one: ß, ı and ς are
 * in alphabets of their like. The lists are a part of every mask's version.
 */
const cased: readonly (readonly [first: number, last: number])[] = [
  // Latin, its supplement, extensions A and B and those for phonetics; Greek, Cyrillic, Armenian, Georgian.
  [0x61, 0x7a],
  [0xe0, 0xfe],
  [0x101, 0x17e],
  [0x180, 0x24f],
  [0x250, 0x2af],
  [0x371, 0x3ff],
  [0x430, 0x45f],
  [0x460, 0x52f],
  [0x561, 0x586],
  [0x10d0, 0x10ff],
  // Latin extended additional (Vietnamese), Greek extended, Glagolitic, Latin extended C and Coptic, old Georgian.
  [0x1e01, 0x1eff],
  [0x1f00, 0x1fff],
  [0x2c30, 0x2c5f],
  [0x2c61, 0x2cf3],
  [0x2d00, 0x2d25],
  // Cyrillic extended, Latin extended D, Cherokee, Latin of full width.
  [0xa641, 0xa69b],
  [0xa723, 0xa7a9],
  [0xab70, 0xabbf],
  [0xff41, 0xff5a],
]

export interface Alphabet {
  readonly size: number
  /** Code units; of letters with two cases the small ones. */
  readonly letters: Uint16Array
  /** The capital ones, in the same places; the same list where there is one case. */
  readonly capitals: Uint16Array
}

function pairs(first: number, last: number): Alphabet {
  const small: number[] = []
  const capitals: number[] = []
  for (let code = first; code <= last; code++) {
    const letter = String.fromCharCode(code)
    const capital = letter.toUpperCase()
    if (capital === letter || capital.length > 1 || capital.toLowerCase() !== letter) continue
    small.push(code)
    capitals.push(capital.charCodeAt(0))
  }
  return { size: small.length, letters: Uint16Array.from(small), capitals: Uint16Array.from(capitals) }
}

type Run = readonly [first: number, count: number]

function single(...runs: readonly Run[]): Alphabet {
  const letters = new Uint16Array(runs.reduce((size, [, count]) => size + count, 0))
  let at = 0
  for (const [first, count] of runs) for (let i = 0; i < count; i++) letters[at++] = first + i
  return { size: letters.length, letters, capitals: letters }
}

/** "621-63a 641" */
function runsOf(line: string): Run[] {
  return line.split(' ').map((part) => {
    const [first = 0, last = first] = part.split('-').map((code) => Number.parseInt(code, 16))
    return [first, last - first + 1]
  })
}

/**
 * Stands for the second half of a letter beyond the first plane, which has 1024 of them to each first half: the codes of
 * private use, where a letter of a font of one's own is as well.
 */
export const SECOND_HALVES = 0xe000

export const alphabets: readonly Alphabet[] = [
  ...cased.map(([first, last]) => pairs(first, last)),
  single([0x30, 10]),
  ...digitRuns.split(' ').map((first) => single([Number.parseInt(first, 16), 10])),
  ...[...commonLetters, ...otherLetters, ...otherNumbers].map((line) => single(...runsOf(line))),
  single([SECOND_HALVES, 1024]),
]

/**
 * For each code unit 0 where it stays, else its place: the alphabet's number plus one above bit 18, whether it is a
 * capital in bit 17, and its place in the alphabet below.
 */
export const placeOf: Int32Array = new Int32Array(65_536)
export const CAPITAL = 1 << 17
export const ALPHABET_SHIFT = 18

alphabets.forEach(({ letters, capitals }, alphabet) => {
  for (let i = 0; i < letters.length; i++) {
    placeOf[capitals[i]!] = ((alphabet + 1) << ALPHABET_SHIFT) | CAPITAL | i
    placeOf[letters[i]!] = ((alphabet + 1) << ALPHABET_SHIFT) | i
  }
})

/** What stands for ASCII in a format: what stays is its own sign, an alphabet has one above all of these. */
export const formatSigns: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) =>
  placeOf[unit] === 0 ? unit : 128 + (placeOf[unit]! >>> ALPHABET_SHIFT),
)

/**
 * First halves of what is beyond the first plane and a letter there: the planes of scripts and of Chinese characters, not
 * the blocks of pictures between them.
 */
export function startsLetter(unit: number): boolean {
  return (unit >= 0xd800 && unit <= 0xd83b) || (unit >= 0xd840 && unit <= 0xd8ff)
}
