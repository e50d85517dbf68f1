import type { Hash } from './byte-hash.ts'
import { LOW, lineWords } from './hash-numbers.ts'

/** 4 MiB. */
const usualWords = 2 ** 20

/**
 * Says of most hashes that were never added that they were not, in flat memory: with 4 MiB of all but a tenth while seven million
 * were, and of fewer the more there were.
 */
export class Sieve {
  readonly #bits: Uint32Array
  readonly #lines: number

  /** @param bits nothing but zeros: a power of two of words */
  constructor(bits: Uint32Array = new Uint32Array(usualWords)) {
    this.#bits = bits
    this.#lines = bits.length / lineWords
  }

  add({ high, low }: Hash): void {
    const line = this.#lineOf(high)
    const first = low >>> 23
    const second = (low >>> 14) & 511
    this.#bits[line + (first >>> 5)]! |= 1 << (first & 31)
    this.#bits[line + (second >>> 5)]! |= 1 << (second & 31)
  }

  mayHold({ high, low }: Hash): boolean {
    const line = this.#lineOf(high)
    const first = low >>> 23
    const second = (low >>> 14) & 511
    const bits = this.#bits
    return (
      (((bits[line + (first >>> 5)] ?? 0) >>> (first & 31)) &
        ((bits[line + (second >>> 5)] ?? 0) >>> (second & 31)) &
        1) ===
      1
    )
  }

  #lineOf(high: number): number {
    return (Math.imul(high, LOW) & (this.#lines - 1)) * lineWords
  }
}
