import { ALPHABET_SHIFT, alphabets, CAPITAL, placeOf } from './alphabets.ts'
import { SymbolPermutation } from './symbol-permutation.ts'

const CONTEXT = 1
const FORMAT = 2
const PLACE = 0xffff
/** Noncharacters, which stand for alphabets in a format. */
const SIGNS = 0xfdd0

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
    for (let i = 0; i < length; i++) {
      const place = placeOf[units[i]!]!
      if (place !== 0) symbols.push(place & PLACE, alphabets[(place >>> ALPHABET_SHIFT) - 1]!.size)
    }
    symbols.permute(forward)
    const permuted = symbols.symbols
    for (let i = 0, symbol = 0; i < length; i++) {
      const place = placeOf[units[i]!]!
      if (place === 0) continue
      const { letters, capitals } = alphabets[(place >>> ALPHABET_SHIFT) - 1]!
      units[i] = ((place & CAPITAL) !== 0 ? capitals : letters)[permuted[symbol++]!]!
    }
  }

  /** What is loaded, four code units a word: as context with capitals made small, as format with a sign for each alphabet. */
  #hashIn(kind: typeof CONTEXT | typeof FORMAT): void {
    const { units, length } = this
    const symbols = this.#symbols
    symbols.tweak(length, kind)
    let low = 0
    let high = 0
    for (let i = 0; i < length; i++) {
      let sign = units[i]!
      const place = placeOf[sign]!
      if (place !== 0) {
        if (kind === FORMAT) sign = SIGNS + (place >>> ALPHABET_SHIFT)
        else if ((place & CAPITAL) !== 0) sign = alphabets[(place >>> ALPHABET_SHIFT) - 1]!.letters[place & PLACE]!
      }
      const shifted = sign << ((i & 1) << 4)
      if ((i & 2) === 0) low |= shifted
      else high |= shifted
      if ((i & 3) === 3) {
        symbols.tweak(low, high)
        low = 0
        high = 0
      }
    }
    if ((length & 3) !== 0) symbols.tweak(low, high)
  }

  #reserve(length: number): void {
    if (length > this.units.length) this.units = new Uint16Array(Math.max(length, this.units.length * 2))
  }
}
