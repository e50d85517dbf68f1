import type { Hash } from './byte-hash.ts'

/** 4 MiB. */
const words = 2 ** 20
/** Both bits of a hash stand in one line of the processor's cache. */
const lineWords = 16
const lines = words / lineWords

/**
 * Says of most hashes that were never added that they were not, in flat memory: of all but a tenth while seven million
 * were, and of fewer the more there were.
 */
export class RunSieve {
  readonly #bits = new Uint32Array(words)

  add({ high, low }: Hash): void {
    const line = lineOf(high)
    const first = low >>> 23
    const second = (low >>> 14) & 511
    this.#bits[line + (first >>> 5)]! |= 1 << (first & 31)
    this.#bits[line + (second >>> 5)]! |= 1 << (second & 31)
  }

  mayHold({ high, low }: Hash): boolean {
    const line = lineOf(high)
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
}

function lineOf(high: number): number {
  return ((Math.imul(high, 0x85ebca6b) >>> 0) % lines) * lineWords
}
