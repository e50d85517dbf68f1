/**
 * The classes of characters that a format is made of. A character is replaced by one of its class; what is in none stays
 * where it is. Letters that have two cases are one class: both cases of a letter become both cases of one other letter, so
 * what is equal but for case stays so. Only pairs of single letters that lead back to each other are in one: ß, ı and ς stay.
 *
 * The lists are a part of every mask's version. They name letters that Unicode has had since its version 5.
 */
const cased: readonly (readonly [first: number, last: number])[] = [
  [0x61, 0x7a],
  [0xe0, 0xfe],
  [0x101, 0x17e],
  [0x3ac, 0x3ce],
  [0x430, 0x45f],
  [0x561, 0x586],
  [0xff41, 0xff5a],
]

const single: readonly (readonly [first: number, last: number])[] = [
  // Digits: ASCII, Arabic, Persian, Devanagari, Bengali, Thai, full width.
  [0x30, 0x39],
  [0x660, 0x669],
  [0x6f0, 0x6f9],
  [0x966, 0x96f],
  [0x9e6, 0x9ef],
  [0xe50, 0xe59],
  [0xff10, 0xff19],
  // Letters: Hebrew, Arabic twice around its stretching sign, Devanagari, Bengali, Thai, Georgian, hiragana, katakana.
  [0x5d0, 0x5ea],
  [0x621, 0x63a],
  [0x641, 0x64a],
  [0x905, 0x939],
  [0x995, 0x9a8],
  [0xe01, 0xe2e],
  [0x10d0, 0x10f0],
  [0x3041, 0x3096],
  [0x30a1, 0x30fa],
  // Chinese characters and Hangul syllables.
  [0x4e00, 0x9fa5],
  [0xac00, 0xd7a3],
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

function run(first: number, last: number): Alphabet {
  const letters = Uint16Array.from({ length: last - first + 1 }, (_, i) => first + i)
  return { size: letters.length, letters, capitals: letters }
}

export const alphabets: readonly Alphabet[] = [
  ...cased.map(([first, last]) => pairs(first, last)),
  ...single.map(([first, last]) => run(first, last)),
]

/** Places in the list of alphabets. */
export const LETTERS = 0
export const DIGITS = cased.length

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
