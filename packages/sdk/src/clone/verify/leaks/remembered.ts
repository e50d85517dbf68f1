import { Bloom } from './bloom.ts'
import type { Hash } from './byte-hash.ts'

/** 32 MiB of them. */
const mostSlots = 2 ** 23
/** With more of its slots taken, a look takes longer than it should. */
const fullest = 0.7
/** More than were expected may come. */
const spare = 1.1

const queued = 128

/** More often than that is all the same. */
const most = 7

/**
 * A set of hashes in flat memory (6 to 7 bytes a thing, 32 MiB at most; a filter’s, where more is expected or comes) that
 * forgets nothing. While it is small enough it takes hardly one of a hundred million for its own that is not; else it is
 * a filter, and does not count.
 */
export class Remembered {
  /** Halves of hashes, each near the place that it was given, with how often it came in the last bits; 0 is free. */
  readonly #slots: Uint32Array
  #free: number
  #rest: Bloom | undefined
  /** What is added soon, three numbers each: places far apart are fetched at once where nothing is done between. */
  readonly #queue = new Uint32Array(3 * queued)
  #waiting = 0

  /** @param expected how many things will be in it */
  constructor(expected: number) {
    const slots = Math.min(mostSlots, Math.max(2 ** 10, Math.ceil((expected * spare) / fullest)))
    const fits = slots * fullest >= expected
    this.#slots = new Uint32Array(fits ? slots : 1)
    this.#free = fits ? Math.floor(slots * fullest) : 0
    this.#rest = fits ? undefined : new Bloom(expected)
  }

  /** @param place the same whenever this hash is meant; few others should have it */
  add({ high, low }: Hash, place = high): void {
    const queue = this.#queue
    queue[this.#waiting] = high
    queue[this.#waiting + 1] = low
    queue[this.#waiting + 2] = place
    this.#waiting += 3
    if (this.#waiting === queue.length) this.#addWaiting()
  }

  #addWaiting(): void {
    const queue = this.#queue
    for (let at = 0; at < this.#waiting; at += 3) this.#add(queue[at] ?? 0, queue[at + 1] ?? 0, queue[at + 2] ?? 0)
    this.#waiting = 0
  }

  #add(high: number, low: number, place: number): void {
    const slots = this.#slots
    const own = low & ~most
    for (let at = this.#first(place); ; at = at + 1 === slots.length ? 0 : at + 1) {
      const there = slots[at] ?? 0
      if (there === 0) {
        if (this.#free === 0) break
        slots[at] = own | 1
        this.#free--
        return
      }
      if ((there & ~most) !== own) continue
      if ((there & most) < most) slots[at] = there + 1
      return
    }
    this.#rest ??= new Bloom(mostSlots)
    this.#rest.add({ high, low })
  }

  has(hash: Hash, place = hash.high): boolean {
    return this.count(hash, place) > 0
  }

  /** How often it was added, up to 7; 1 where that is not known. */
  count(hash: Hash, place = hash.high): number {
    if (this.#waiting > 0) this.#addWaiting()
    const slots = this.#slots
    const own = hash.low & ~most
    for (let at = this.#first(place); ; at = at + 1 === slots.length ? 0 : at + 1) {
      const there = slots[at] ?? 0
      if (there === 0) return this.#rest?.has(hash) ? 1 : 0
      if ((there & ~most) === own) return there & most
    }
  }

  /** Any number of slots has each of them as often as another. */
  #first(place: number): number {
    return Math.floor((place >>> 0) * 2 ** -32 * this.#slots.length)
  }
}
