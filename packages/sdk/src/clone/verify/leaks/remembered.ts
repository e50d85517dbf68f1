import { Bloom } from './bloom.ts'
import type { Hash } from './byte-hash.ts'

/** 32 MiB of them. */
const mostSlots = 2 ** 23
/** With more of its slots taken, a look takes longer than it should. */
const fullest = 0.6

/** More often than that is all the same. */
const most = 255

/**
 * A set of hashes in flat memory (32 MiB, 40 where it counts, and as much again where more comes than was expected)
 * that forgets nothing. While it is small enough it takes hardly one of a thousand million for its own that is not; else
 * it is a filter, and does not count.
 */
export class Remembered {
  /** Halves of hashes, each near the place that it was given; 0 is a free slot. */
  readonly #slots: Uint32Array
  readonly #counts: Uint8Array | undefined
  readonly #last: number
  #free: number
  #rest: Bloom | undefined

  /** @param expected how many things will be in it */
  constructor(expected: number, { counts = false } = {}) {
    let slots = 2 ** 10
    while (slots * fullest < expected && slots < mostSlots) slots *= 2
    const fits = slots * fullest >= expected
    this.#slots = new Uint32Array(fits ? slots : 1)
    this.#counts = counts && fits ? new Uint8Array(slots) : undefined
    this.#last = this.#slots.length - 1
    this.#free = fits ? Math.floor(slots * fullest) : 0
    this.#rest = fits ? undefined : new Bloom(expected)
  }

  /** @param place the same whenever this hash is meant; few others should have it */
  add(hash: Hash, place = hash.high): void {
    const slots = this.#slots
    const own = hash.low === 0 ? 1 : hash.low
    for (let at = place & this.#last; ; at = (at + 1) & this.#last) {
      const there = slots[at]
      if (there !== own && there !== 0) continue
      if (there === 0) {
        if (this.#free === 0) break
        slots[at] = own
        this.#free--
      }
      const count = this.#counts?.[at] ?? most
      if (this.#counts && count < most) this.#counts[at] = count + 1
      return
    }
    this.#rest ??= new Bloom(mostSlots)
    this.#rest.add(hash)
  }

  has(hash: Hash, place = hash.high): boolean {
    return this.#find(hash, place) >= 0 || (this.#rest?.has(hash) ?? false)
  }

  /** How often it was added, up to 255: 1 where that is not known. */
  count(hash: Hash): number {
    const at = this.#find(hash, hash.high)
    if (at >= 0) return this.#counts?.[at] ?? 1
    return this.#rest?.has(hash) ? 1 : 0
  }

  #find(hash: Hash, place: number): number {
    const slots = this.#slots
    const own = hash.low === 0 ? 1 : hash.low
    for (let at = place & this.#last; ; at = (at + 1) & this.#last) {
      const there = slots[at]
      if (there === own) return at
      if (there === 0) return -1
    }
  }
}
