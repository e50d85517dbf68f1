import type { Hash } from './byte-hash.ts'

/** With more of its slots taken, a look takes longer than it should. */
const fullest = 0.7
/** More often than that is all the same. */
const most = 7

/**
 * A set of hashes in flat memory (6 bytes a thing) that forgets nothing, and takes hardly one of a hundred million for
 * its own that is not.
 */
export class Remembered {
  /** Halves of hashes, each near the place that its other half gives, with how often it came in the last bits; 0 is free. */
  #slots = new Uint32Array(0)
  #size = 0
  #free = 0

  /** @param expected how many things will be in it, at most */
  constructor(expected: number) {
    this.clear(expected)
  }

  /** Nothing is in it, and so many things will be. */
  clear(expected: number): void {
    this.#size = Math.max(2 ** 3, Math.ceil(expected / fullest))
    this.#free = this.#size - 1
    if (this.#size > this.#slots.length) this.#slots = new Uint32Array(this.#size)
    else this.#slots.fill(0, 0, this.#size)
  }

  add({ high, low }: Hash): void {
    const slots = this.#slots
    const own = low & ~most
    for (let at = this.#first(high); ; at = at + 1 === this.#size ? 0 : at + 1) {
      const there = slots[at] ?? 0
      if (there === 0) {
        if (this.#free-- === 0) throw new Error('More is remembered than was expected.')
        slots[at] = own | 1
        return
      }
      if ((there & ~most) !== own) continue
      if ((there & most) < most) slots[at] = there + 1
      return
    }
  }

  has(hash: Hash): boolean {
    return this.count(hash) > 0
  }

  /** How often it was added, up to 7. */
  count({ high, low }: Hash): number {
    const slots = this.#slots
    const own = low & ~most
    for (let at = this.#first(high); ; at = at + 1 === this.#size ? 0 : at + 1) {
      const there = slots[at] ?? 0
      if (there === 0) return 0
      if ((there & ~most) === own) return there & most
    }
  }

  /** Any number of slots has each of them as often as another. */
  #first(high: number): number {
    return Math.floor((high >>> 0) * 2 ** -32 * this.#size)
  }
}
