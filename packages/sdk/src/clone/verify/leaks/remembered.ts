import { Bloom } from './bloom.ts'
import type { Hash } from './byte-hash.ts'

/** 32 MiB of them. */
const mostSlots = 2 ** 23
/** With more of its slots taken, a look takes longer than it should. */
const fullest = 0.6

/**
 * A set of hashes in flat memory (32 MiB, and as much again where more comes than was expected) that forgets nothing.
 * While it is small enough it takes hardly one of a thousand million for its own that is not; else it is a filter.
 */
export class Remembered {
  /** By half of a hash, the other half; 0 is a free slot. */
  readonly #slots: Uint32Array
  readonly #last: number
  #free: number
  #rest: Bloom | undefined

  /** @param expected how many things will be in it */
  constructor(expected: number) {
    let slots = 2 ** 10
    while (slots * fullest < expected && slots < mostSlots) slots *= 2
    const fits = slots * fullest >= expected
    this.#slots = new Uint32Array(fits ? slots : 1)
    this.#last = this.#slots.length - 1
    this.#free = fits ? Math.floor(slots * fullest) : 0
    this.#rest = fits ? undefined : new Bloom(expected)
  }

  add(hash: Hash): void {
    if (this.#free === 0) {
      this.#rest ??= new Bloom(mostSlots)
      this.#rest.add(hash)
      return
    }
    const slots = this.#slots
    const own = hash.low === 0 ? 1 : hash.low
    for (let at = hash.high & this.#last; ; at = (at + 1) & this.#last) {
      const there = slots[at]
      if (there === own) return
      if (there !== 0) continue
      slots[at] = own
      this.#free--
      return
    }
  }

  has(hash: Hash): boolean {
    const slots = this.#slots
    const own = hash.low === 0 ? 1 : hash.low
    for (let at = hash.high & this.#last; ; at = (at + 1) & this.#last) {
      const there = slots[at]
      if (there === own) return true
      if (there === 0) break
    }
    return this.#rest?.has(hash) ?? false
  }
}
