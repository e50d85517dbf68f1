import type { Hash } from './byte-hash.ts'

const mostBits = 2 ** 30
/** Of one thing, so that hardly one of five hundred is taken for its own that is not. */
const usualBits = 16

/** With more things in it, it is wrong too often. */
export const mostInBloom = Math.floor(mostBits / usualBits)

/** Bits of one thing are near each other: one line of the processor's cache, of 16 words. */
const blockWords = 16

/** A set in little memory (2 to 4 bytes a thing, 128 MiB at most) that forgets nothing and takes a few for its own. */
export class Bloom {
  readonly #words: Uint32Array
  readonly #blocks: number

  /** @param expected how many things will be in it; with more it is only wrong more often */
  constructor(expected: number) {
    let bits = 2 ** 13
    while (bits < expected * usualBits && bits < mostBits) bits *= 2
    this.#words = new Uint32Array(bits / 32)
    this.#blocks = bits / 32 / blockWords - 1
  }

  add({ high, low }: Hash): void {
    const words = this.#words
    const at = (high & this.#blocks) * blockWords
    let rest = low
    for (let probe = 0; probe < 8; probe++) {
      const word = at + ((rest >>> 5) & 15)
      words[word] = (words[word] ?? 0) | (1 << (rest & 31))
      rest = Math.imul(rest ^ (high >>> 7), 0x9e3779b1) ^ (rest >>> 15)
    }
  }

  has({ high, low }: Hash): boolean {
    const words = this.#words
    const at = (high & this.#blocks) * blockWords
    let rest = low
    for (let probe = 0; probe < 8; probe++) {
      if (((words[at + ((rest >>> 5) & 15)] ?? 0) & (1 << (rest & 31))) === 0) return false
      rest = Math.imul(rest ^ (high >>> 7), 0x9e3779b1) ^ (rest >>> 15)
    }
    return true
  }
}
