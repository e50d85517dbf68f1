import { permute, permuteBack, quotient } from './feistel.ts'
import { absorb, finish, type HashState, startOfHash } from './keyed-hash.ts'
import { CHANCE_IS_ENOUGH, LIMB_RADIX, type Limbs, limbs, SMALL } from './limbs.ts'
import { permuteInstance } from './permute-instance.ts'
import { room } from './permute-module.ts'
import { SmallPermutations } from './small-permutations.ts'

/** So many symbols are permuted as one; what is longer is permuted piece by piece. */
const PIECE = 512
const REMEMBERED = 512
/** The highest nine bits. */
const REMEMBERED_SHIFT = 23

interface Remembered {
  low: number
  high: number
  readonly state: HashState
}

/**
 * A keyed permutation of all sequences of symbols that have the same radices: from `begin` to `permute` the caller pushes
 * the symbols and whatever else of the value is to be hashed in, which must not change: its format, what is kept of it.
 */
export class SymbolPermutation {
  /**
   * Each below its radix; what `permute` leaves is read here. All permutations share these lists, where WebAssembly works on
   * them in its memory: they hold what was pushed until another one begins.
   */
  symbols: Int32Array
  radices: Int32Array
  count = 0
  readonly #start: HashState
  /** What is hashed in: here, or one that is remembered. */
  #state: HashState
  readonly #own: HashState = new Int32Array(8)
  readonly #remembered: (Remembered | undefined)[] = Array.from({ length: REMEMBERED }, () => undefined)
  readonly #piece: HashState = new Int32Array(8)
  readonly #small: SmallPermutations
  readonly #limbs: Limbs = limbs(PIECE + 2)
  /** How many symbols are in each limb. */
  readonly #widths = new Int32Array(PIECE + 2)
  readonly #hashed = new Int32Array(2)
  readonly #module = permuteInstance()

  constructor(key: Uint32Array) {
    this.#start = startOfHash(key)
    this.#state = this.#start
    this.#small = new SmallPermutations(key)
    this.symbols = this.#module?.symbols ?? new Int32Array(room.symbols)
    this.radices = this.#module?.symbolRadices ?? new Int32Array(room.symbols)
  }

  begin(): void {
    this.#state = this.#start
    this.count = 0
  }

  /** `begin` and a first `tweak`, for what many values have in common: the last of these are hashed once. */
  beginWith(low: number, high: number): void {
    const slot = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> REMEMBERED_SHIFT
    let known = this.#remembered[slot]
    if (known === undefined || known.low !== low || known.high !== high) {
      known ??= { low, high, state: new Int32Array(8) }
      known.low = low
      known.high = high
      known.state.set(this.#start)
      absorb(known.state, low, high)
      this.#remembered[slot] = known
    }
    this.#state = known.state
    this.count = 0
  }

  /** Both are 32 bits. Calls are to be framed: what is hashed in for one value must not be the beginning of another's. */
  tweak(low: number, high: number): void {
    if (this.#state !== this.#own) {
      this.#own.set(this.#state)
      this.#state = this.#own
    }
    absorb(this.#own, low, high)
  }

  /** A radix of at most 65,536; a symbol of radix 1 can only stay. */
  push(symbol: number, radix: number): void {
    if (radix < 2) return
    if (this.count === this.symbols.length) this.makeRoom(this.count * 2)
    this.symbols[this.count] = symbol
    this.radices[this.count++] = radix
  }

  /** Each as `push` takes it, of radix 10. */
  pushDigits(digits: Uint8Array, from: number, to: number): void {
    const { count } = this
    const next = count + Math.max(0, to - from)
    if (next > this.symbols.length) this.makeRoom(next * 2)
    const { symbols, radices } = this
    for (let i = from; i < to; i++) {
      symbols[count + i - from] = digits[i]!
      radices[count + i - from] = 10
    }
    this.count = next
  }

  permute(forward = true): void {
    if (this.#permuteInside(forward)) return
    if (this.count <= PIECE) {
      this.#permutePiece(this.#state, 0, this.count, forward)
      return
    }
    for (let from = 0, piece = 0; from < this.count; from += PIECE, piece++) {
      this.#piece.set(this.#state)
      absorb(this.#piece, piece, this.count)
      this.#permutePiece(this.#piece, from, Math.min(from + PIECE, this.count), forward)
    }
  }

  /** In WebAssembly, where there are neither too many symbols for it, nor too few for rounds. */
  #permuteInside(forward: boolean): boolean {
    if (this.#module === undefined || this.symbols !== this.#module.symbols) return false
    const { state, functions } = this.#module
    const from = this.#state
    for (let i = 0; i < 8; i++) state[i] = from[i]!
    return functions.symbols(this.count, forward ? 0 : 1) === 0
  }

  #permutePiece(state: HashState, from: number, to: number, forward: boolean): void {
    if (from === to) return
    const { radices } = this
    let size = 1
    for (let i = from; i < to; i++) size *= radices[i]!
    if (size <= SMALL) {
      this.#permuteSmall(state, from, to, size, forward)
      return
    }
    const number = this.#limbs
    const middle = from + ((to - from) >> 1)
    number.left = this.#pack(from, middle, 0)
    number.right = number.left
    number.end = this.#pack(middle, to, number.left)
    if (forward) permute(state, number, size >= CHANCE_IS_ENOUGH)
    else permuteBack(state, number, size >= CHANCE_IS_ENOUGH)
    this.#unpack(from)
  }

  /** The symbols of one half as limbs, the first symbol the highest; the first of them is number `first`. */
  #pack(from: number, to: number, first: number): number {
    const { symbols, radices } = this
    const { values, radices: packed } = this.#limbs
    let limb = first
    let value = symbols[from]!
    let product = radices[from]!
    let start = from
    for (let i = from + 1; i < to; i++) {
      const radix = radices[i]!
      if (product * radix > LIMB_RADIX) {
        values[limb] = value
        packed[limb] = product
        this.#widths[limb++] = i - start
        start = i
        value = symbols[i]!
        product = radix
      } else {
        value = Math.imul(value, radix) + symbols[i]!
        product = Math.imul(product, radix)
      }
    }
    values[limb] = value
    packed[limb] = product
    this.#widths[limb++] = to - start
    if ((limb & 1) === 0) return limb
    values[limb] = 0
    packed[limb] = 1
    this.#widths[limb++] = 0
    return limb
  }

  #unpack(from: number): void {
    const { symbols, radices } = this
    const { values, end: limbs } = this.#limbs
    const widths = this.#widths
    let start = from
    for (let limb = 0; limb < limbs; limb++) {
      let rest = values[limb]!
      const end = start + widths[limb]!
      for (let place = end - 1; place > start; place--) {
        const radix = radices[place]!
        const above = quotient(rest, 1 / radix)
        symbols[place] = rest - Math.imul(above, radix)
        rest = above
      }
      if (end > start) symbols[start] = rest
      start = end
    }
  }

  #permuteSmall(state: HashState, from: number, to: number, size: number, forward: boolean): void {
    const { symbols, radices } = this
    let value = 0
    for (let i = from; i < to; i++) value = value * radices[i]! + symbols[i]!
    finish(state, 0, 0, this.#hashed)
    const turn = (this.#hashed[0]! >>> 0) % size
    value = forward ? this.#small.at(value, size, turn) : this.#small.inverse(value, size, turn)
    for (let i = to - 1; i >= from; i--) {
      const radix = radices[i]!
      const above = Math.floor(value / radix)
      symbols[i] = value - above * radix
      value = above
    }
  }

  /** For so many symbols; those that were pushed stay. */
  makeRoom(length: number): void {
    const { symbols, radices } = this
    this.symbols = new Int32Array(length)
    this.symbols.set(symbols)
    this.radices = new Int32Array(length)
    this.radices.set(radices)
  }
}
