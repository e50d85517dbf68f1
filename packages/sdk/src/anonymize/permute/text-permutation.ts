import { ALPHABET_SHIFT, alphabets, CAPITAL, placeOf } from './alphabets.ts'
import { absorb } from './keyed-hash.ts'
import { SymbolPermutation } from './symbol-permutation.ts'

const CONTEXT = 1
const FORMAT = 2
const BEYOND_ASCII = 1 << 29
const PLACE = 0xffff
/** Noncharacters, which stand for alphabets in a format. */
const SIGNS = 0xfdd0

/** By the number above a place's ALPHABET_SHIFT. */
const sizes = Int32Array.from([1, ...alphabets.map(({ size }) => size)])
/** Of ASCII: what stays is its own sign. */
const formatSigns = Uint8Array.from({ length: 128 }, (_, unit) =>
  placeOf[unit] === 0 ? unit : 128 + (placeOf[unit]! >>> ALPHABET_SHIFT),
)
const smallSigns = Uint8Array.from({ length: 128 }, (_, unit) => (unit >= 65 && unit <= 90 ? unit + 32 : unit))

/**
 * A keyed permutation of texts of one format: each letter or digit becomes one of its own alphabet, in its own case, and
 * everything else stays. Texts of two formats never meet, since the format stays; and no text of two values or more to its
 * format is its own image (by chance of 2^-48 at the most). The format is hashed in, without the case of letters.
 */
export class TextPermutation {
  readonly #symbols: SymbolPermutation
  /** Code units of what is being permuted. */
  units = new Uint16Array(64)
  length = 0

  constructor(key: Uint32Array) {
    this.#symbols = new SymbolPermutation(key)
  }

  text(text: string, context = ''): string {
    return this.#of(text, context, true)
  }

  inverse(text: string, context = ''): string {
    return this.#of(text, context, false)
  }

  #of(text: string, context: string, forward: boolean): string {
    this.begin()
    if (context !== '') this.context(context)
    this.load(text)
    this.permute(forward)
    return this.read()
  }

  /** A text is permuted by begin, context (what else decides how; may be called not at all or often), load, permute. */
  begin(): void {
    this.#symbols.begin()
    this.length = 0
  }

  context(text: string): void {
    this.load(text)
    this.#hashIn(CONTEXT)
  }

  contextAscii(bytes: Uint8Array, start: number, end: number): void {
    this.loadAscii(bytes, start, end)
    this.#hashIn(CONTEXT)
  }

  load(text: string): void {
    this.#reserve(text.length)
    for (let i = 0; i < text.length; i++) this.units[i] = text.charCodeAt(i)
    this.length = text.length
  }

  loadAscii(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start
    this.#reserve(length)
    const { units } = this
    for (let i = 0; i < length; i++) units[i] = bytes[start + i]!
    this.length = length
  }

  read(): string {
    let text = ''
    for (let i = 0; i < this.length; i++) text += String.fromCharCode(this.units[i]!)
    return text
  }

  /** Of what is ASCII: one byte a character. */
  readAscii(bytes: Uint8Array, at: number): void {
    const { units, length } = this
    for (let i = 0; i < length; i++) bytes[at + i] = units[i]!
  }

  permute(forward = true): void {
    const { units, length } = this
    const symbols = this.#symbols
    this.#hashIn(FORMAT)
    if (symbols.symbols.length < length) symbols.makeRoom(length)
    const { symbols: list, radices } = symbols
    let count = 0
    for (let i = 0; i < length; i++) {
      const place = placeOf[units[i]!]!
      if (place === 0) continue
      list[count] = place & PLACE
      radices[count++] = sizes[place >>> ALPHABET_SHIFT]!
    }
    symbols.count = count
    symbols.permute(forward)
    for (let i = 0, symbol = 0; i < length; i++) {
      const unit = units[i]!
      const place = placeOf[unit]!
      if (place === 0) continue
      const image = list[symbol++]!
      if (unit < 128) units[i] = unit - (place & PLACE) + image
      else {
        const { letters, capitals } = alphabets[(place >>> ALPHABET_SHIFT) - 1]!
        units[i] = ((place & CAPITAL) !== 0 ? capitals : letters)[image]!
      }
    }
  }

  /**
   * What is loaded: as context with capitals made small, as format with a sign for each alphabet. ASCII is hashed as
   * bytes, eight a word, all else as code units, four a word; before them stand which of these it is, and how many.
   */
  #hashIn(kind: typeof CONTEXT | typeof FORMAT): void {
    const { units, length } = this
    const symbols = this.#symbols
    let all = 0
    for (let i = 0; i < length; i++) all |= units[i]!
    if (all > 127) {
      this.#hashUnits(kind)
      return
    }
    const signs = kind === FORMAT ? formatSigns : smallSigns
    const words = symbols.state
    let i = 0
    let high = 0
    for (const end = Math.min(4, length); i < end; i++) high |= signs[units[i]!]! << (i << 3)
    absorb(words, (kind << 30) | length, high)
    while (i < length) {
      let low = 0
      high = 0
      const start = i
      for (const end = Math.min(start + 4, length); i < end; i++) low |= signs[units[i]!]! << ((i - start) << 3)
      const middle = i
      for (const end = Math.min(middle + 4, length); i < end; i++) high |= signs[units[i]!]! << ((i - middle) << 3)
      absorb(words, low, high)
    }
  }

  #hashUnits(kind: typeof CONTEXT | typeof FORMAT): void {
    const { length } = this
    const words = this.#symbols.state
    absorb(words, (kind << 30) | BEYOND_ASCII | length, 0)
    for (let i = 0; i < length; i += 4) absorb(words, this.#two(kind, i), this.#two(kind, i + 2))
  }

  #two(kind: typeof CONTEXT | typeof FORMAT, at: number): number {
    const { units, length } = this
    const sign = (i: number): number => {
      if (i >= length) return 0
      const unit = units[i]!
      const place = placeOf[unit]!
      if (place === 0) return unit
      if (kind === FORMAT) return SIGNS + (place >>> ALPHABET_SHIFT)
      return (place & CAPITAL) === 0 ? unit : alphabets[(place >>> ALPHABET_SHIFT) - 1]!.letters[place & PLACE]!
    }
    return sign(at) | (sign(at + 1) << 16)
  }

  #reserve(length: number): void {
    if (length > this.units.length) this.units = new Uint16Array(Math.max(length, this.units.length * 2))
  }
}
