import { ALPHABET_SHIFT, alphabets, CAPITAL, formatSigns, placeOf, SECOND_HALVES, startsLetter } from './alphabets.ts'
import { permute, permuteBack, quotient } from './feistel.ts'
import { absorb, finish, type HashState, startOfHash } from './keyed-hash.ts'
import { CHANCE_IS_ENOUGH, type Limbs, limbs, SMALL } from './limbs.ts'
import { permuteInstance } from './permute-instance.ts'
import { memoryPlaces, room } from './permute-module.ts'
import { SmallPermutations } from './small-permutations.ts'

const CONTEXT = 1
const FORMAT = 2
const BEYOND_ASCII = 1 << 29
const PLACE = 0xffff
/** What stands for alphabets in a format. It may be hashed like another one: two formats never meet all the same. */
const SIGNS = 0xfdd0

/** So many characters are permuted as one; what is longer is permuted piece by piece. */
const PIECE = 1024
/** Where the right half of a piece begins. */
const RIGHT = PIECE / 2 + 2

/** By the number above a place's ALPHABET_SHIFT. */
const sizes = Int32Array.from([1, ...alphabets.map(({ size }) => size)])
const inverses = Float64Array.from(sizes, (size) => 1 / size)
/** Whether it takes its turn. */
const taken = Int32Array.from(sizes, (size) => (size > 1 ? 1 : 0))
/** Of ASCII four letters or digits are a limb, of all else one character: eight turns, or two. */
const ASCII_SHIFT = 3
const smallSigns = Uint8Array.from({ length: 128 }, (_, unit) => (unit >= 65 && unit <= 90 ? unit + 32 : unit))

/**
 * A keyed permutation of texts of one format: each letter or digit becomes one of its own alphabet, in its own case, and
 * everything else stays. Texts of two formats never meet, since the format stays; and no text of two values or more to its
 * format is its own image (by chance of 2^-48 at the most). The format is hashed in, without the case of letters.
 */
export class TextPermutation {
  readonly #start: HashState
  readonly #state: HashState = new Int32Array(8)
  readonly #piece: HashState = new Int32Array(8)
  readonly #small: SmallPermutations
  readonly #number: Limbs = limbs(2 * RIGHT)
  readonly #hashed = new Int32Array(2)
  /** Code units of what is loaded, and whether all are ASCII. */
  #units = new Uint16Array(64)
  #length = 0
  #isAscii = true
  readonly #module = permuteInstance()

  constructor(key: Uint32Array) {
    this.#start = startOfHash(key)
    this.#small = new SmallPermutations(key)
  }

  text(text: string, context = ''): string {
    return this.#of(text, context, true)
  }

  inverse(text: string, context = ''): string {
    return this.#of(text, context, false)
  }

  #of(text: string, context: string, forward: boolean): string {
    this.#begin(context)
    this.#load(text)
    this.#permute(forward)
    return this.#read()
  }

  /** What texts in a context begin with, for `ascii`: one that is frequent need not be hashed anew. */
  stateIn(context: string): HashState {
    this.#begin(context)
    return Int32Array.from(this.#state)
  }

  /**
   * The same from bytes to as many bytes, in the context of this state, or in none. False, with nothing written, where not
   * all is ASCII.
   */
  ascii(input: Uint8Array, start: number, end: number, out: Uint8Array, at: number, context = this.#start): boolean {
    const length = end - start
    let all = 0
    if (this.#module === undefined || length > room.text) {
      for (let i = start; i < end; i++) all |= input[i]!
      if (all > 127) return false
    } else {
      const { text, state, functions } = this.#module
      for (let i = 0; i < length; i++) {
        const byte = input[start + i]!
        all |= byte
        text[i] = byte
      }
      if (all > 127) return false
      for (let i = 0; i < 8; i++) state[i] = context[i]!
      if (functions.text(memoryPlaces.text, memoryPlaces.text, length, memoryPlaces.state, 0) === 0) {
        for (let i = 0; i < length; i++) out[at + i] = text[i]!
        return true
      }
    }
    this.#state.set(context)
    this.#loadAscii(input, start, end)
    this.#permute(true)
    this.#readAscii(out, at)
    return true
  }

  #begin(context: string): void {
    this.#state.set(this.#start)
    if (context === '') return
    this.#load(context)
    this.#hashIn(CONTEXT)
  }

  #load(text: string): void {
    this.#reserve(text.length)
    let all = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      // A second half is a symbol of its own; a private one behind a first half would be no text.
      const isSecond = unit >= 0xdc00 && unit <= 0xdfff && i > 0 && startsLetter(text.charCodeAt(i - 1))
      this.#units[i] = isSecond ? unit - 0xdc00 + SECOND_HALVES : unit
      all |= unit
    }
    this.#isAscii = all < 128
  }

  #loadAscii(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start)
    const units = this.#units
    for (let i = start; i < end; i++) units[i - start] = bytes[i]!
    this.#isAscii = true
  }

  #read(): string {
    let text = ''
    let before = 0
    for (let i = 0; i < this.#length; i++) {
      const unit = this.#units[i]!
      const isSecond = unit >= SECOND_HALVES && unit < SECOND_HALVES + 1024 && startsLetter(before)
      text += String.fromCharCode(isSecond ? unit - SECOND_HALVES + 0xdc00 : unit)
      before = unit
    }
    return text
  }

  /** Of what is ASCII: one byte a character. */
  #readAscii(bytes: Uint8Array, at: number): void {
    const units = this.#units
    const length = this.#length
    for (let i = 0; i < length; i++) bytes[at + i] = units[i]!
  }

  #permute(forward: boolean): void {
    this.#hashIn(FORMAT)
    const length = this.#length
    if (length <= PIECE) {
      this.#permutePiece(this.#state, 0, length, forward)
      return
    }
    for (let from = 0, piece = 0; from < length; from += PIECE, piece++) {
      this.#piece.set(this.#state)
      absorb(this.#piece, piece, 0)
      this.#permutePiece(this.#piece, from, Math.min(from + PIECE, length), forward)
    }
  }

  #permutePiece(state: HashState, from: number, to: number, forward: boolean): void {
    const number = this.#number
    const size = this.#pack(from, to)
    if (size === 1) return
    if (size <= SMALL) this.#permuteSmall(state, number, size, forward)
    else if (forward) permute(state, number, size >= CHANCE_IS_ENOUGH)
    else permuteBack(state, number, size >= CHANCE_IS_ENOUGH)
    this.#unpack(from, to)
  }

  /**
   * Characters of alphabets go to the two halves in turn, so many into each limb of a half. What stays is a symbol of
   * radix 1, which takes no turn: there is no branch that depends on the text. Gives how many texts of the format there are.
   */
  #pack(from: number, to: number): number {
    const units = this.#units
    const number = this.#number
    const { values, radices } = number
    const shift = this.#isAscii ? ASCII_SHIFT : 1
    const most = 2 + (((to - from) >> shift) & ~1)
    for (let i = 0; i < most; i++) {
      values[i] = 0
      values[RIGHT + i] = 0
      radices[i] = 1
      radices[RIGHT + i] = 1
    }
    let turn = 0
    let size = 1
    for (let i = from; i < to; i++) {
      const place = placeOf[units[i]!]!
      const radix = sizes[place >>> ALPHABET_SHIFT]!
      const limb = (turn >> shift) + (turn & 1) * RIGHT
      const product = radices[limb]!
      values[limb]! += Math.imul(place & PLACE, product)
      radices[limb] = Math.imul(product, radix)
      size *= radix
      turn += taken[place >>> ALPHABET_SHIFT]!
    }
    number.left = most
    number.right = RIGHT
    number.end = RIGHT + most
    return size
  }

  #unpack(from: number, to: number): void {
    const units = this.#units
    const { values } = this.#number
    const shift = this.#isAscii ? ASCII_SHIFT : 1
    let turn = 0
    for (let i = from; i < to; i++) {
      const unit = units[i]!
      const place = placeOf[unit]!
      const alphabet = place >>> ALPHABET_SHIFT
      const limb = (turn >> shift) + (turn & 1) * RIGHT
      const rest = values[limb]!
      const above = quotient(rest, inverses[alphabet]!)
      const image = rest - Math.imul(above, sizes[alphabet]!)
      values[limb] = above
      turn += taken[alphabet]!
      if (unit < 128) units[i] = unit - (place & PLACE) + image
      else if (place !== 0) {
        const { letters, capitals } = alphabets[alphabet - 1]!
        units[i] = ((place & CAPITAL) !== 0 ? capitals : letters)[image]!
      }
    }
  }

  #permuteSmall(state: HashState, { values, radices, left, end }: Limbs, size: number, forward: boolean): void {
    finish(state, 0, 0, this.#hashed)
    const turn = (this.#hashed[0]! >>> 0) % size
    let value = 0
    for (let i = left - 1; i >= 0; i--) value = value * radices[i]! + values[i]!
    for (let i = end - 1; i >= RIGHT; i--) value = value * radices[i]! + values[i]!
    let rest = forward ? this.#small.at(value, size, turn) : this.#small.inverse(value, size, turn)
    for (let i = RIGHT; i < end; i++) {
      const above = quotient(rest, 1 / radices[i]!)
      values[i] = rest - above * radices[i]!
      rest = above
    }
    for (let i = 0; i < left; i++) {
      const above = quotient(rest, 1 / radices[i]!)
      values[i] = rest - above * radices[i]!
      rest = above
    }
  }

  /**
   * What is loaded: as context with capitals made small, as format with a sign for each alphabet. ASCII is hashed as
   * bytes, eight a word, all else as code units, four a word; before them stand which of these it is, and how many.
   */
  #hashIn(kind: typeof CONTEXT | typeof FORMAT): void {
    if (!this.#isAscii) {
      this.#hashUnits(kind)
      return
    }
    const units = this.#units
    const length = this.#length
    const signs = kind === FORMAT ? formatSigns : smallSigns
    const state = this.#state
    let low = (kind << 30) | length
    let word = 0
    // The header and the first four signs are a word, then it is eight a word.
    for (let i = 0; i < length; i++) {
      word |= signs[units[i]!]! << ((i & 3) << 3)
      if ((i & 3) < 3) continue
      if ((i & 4) === 0) absorb(state, low, word)
      else low = word
      word = 0
    }
    if ((length & 7) > 4) absorb(state, word, 0)
    else if ((length & 3) > 0 || length < 4) absorb(state, low, word)
    else if ((length & 7) === 0) absorb(state, low, 0)
  }

  #hashUnits(kind: typeof CONTEXT | typeof FORMAT): void {
    absorb(this.#state, (kind << 30) | BEYOND_ASCII | this.#length, 0)
    for (let i = 0; i < this.#length; i += 4) absorb(this.#state, this.#two(kind, i), this.#two(kind, i + 2))
  }

  #two(kind: typeof CONTEXT | typeof FORMAT, at: number): number {
    const sign = (i: number): number => {
      if (i >= this.#length) return 0
      const unit = this.#units[i]!
      const place = placeOf[unit]!
      if (place === 0) return unit
      if (kind === FORMAT) return SIGNS + (place >>> ALPHABET_SHIFT)
      return (place & CAPITAL) === 0 ? unit : alphabets[(place >>> ALPHABET_SHIFT) - 1]!.letters[place & PLACE]!
    }
    return sign(at) | (sign(at + 1) << 16)
  }

  #reserve(length: number): void {
    this.#length = length
    if (length > this.#units.length) this.#units = new Uint16Array(Math.max(length, this.#units.length * 2))
  }
}
