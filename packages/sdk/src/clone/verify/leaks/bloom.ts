import type { Hash } from './byte-hash.ts'

const mostBits = 2 ** 28
const probes = 8

/** A set in flat memory (32 MiB at most) that forgets nothing and sometimes takes for its own what is not. */
export class Bloom {
  readonly #words: Uint32Array
  readonly #mask: number

  /** @param expected how many things will be in it; with more it is only wrong more often */
  constructor(expected: number) {
    let bits = 2 ** 13
    while (bits < expected * 48 && bits < mostBits) bits *= 2
    this.#words = new Uint32Array(bits / 32)
    this.#mask = bits - 1
  }

  add({ high, low }: Hash): void {
    for (let probe = 0; probe < probes; probe++) {
      const bit = (high + Math.imul(probe, low | 1)) & this.#mask
      this.#words[bit >>> 5] = (this.#words[bit >>> 5] ?? 0) | (1 << (bit & 31))
    }
  }

  has({ high, low }: Hash): boolean {
    for (let probe = 0; probe < probes; probe++) {
      const bit = (high + Math.imul(probe, low | 1)) & this.#mask
      if (((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
    }
    return true
  }
}
