import { finishBytes, type HashState, startOfHash } from './keyed-hash.ts'

const encoder = new TextEncoder()

/** The keyed hash of a text, as numbers to draw by. Each call of `of` or `ofBytes` makes the next ones speak of that text. */
export class TextHash {
  /** 32 bits each, never negative. */
  low = 0
  high = 0
  readonly #start: HashState
  readonly #state: HashState = new Int32Array(8)
  readonly #out = new Int32Array(2)
  #bytes = new Uint8Array(192)

  constructor(key: Uint32Array) {
    this.#start = startOfHash(key)
  }

  of(text: string): this {
    if (text.length * 3 > this.#bytes.length) this.#bytes = new Uint8Array(text.length * 3)
    return this.ofBytes(this.#bytes, 0, encoder.encodeInto(text, this.#bytes).written)
  }

  ofBytes(bytes: Uint8Array, start: number, end: number): this {
    this.#state.set(this.#start)
    finishBytes(this.#state, bytes, this.#out, start, end)
    this.low = this.#out[0]! >>> 0
    this.high = this.#out[1]! >>> 0
    return this
  }

  /** A number below `size`, which is at most 2^32: none is likelier than another by more than 2^-20. */
  below(size: number): number {
    return Math.floor((this.high * 2 ** -32 + (this.low >>> 12) * 2 ** -52) * size)
  }
}
