import type { Hash } from './byte-hash.ts'

/** 32 MiB of them. */
const mostSlots = 2 ** 23
/** With more of its slots taken, a look takes longer than it should. */
const fullest = 0.7
/** More than were expected may come. */
const spare = 1.1

/** So many things fit into memory. */
export const mostRemembered = Math.floor(mostSlots * fullest)

const queued = 128

/** More often than that is all the same. */
const most = 7

/**
 * A set of hashes in flat memory (6 to 7 bytes a thing, 32 MiB at most) that forgets nothing that there is room for, and
 * takes hardly one of a hundred million for its own that is not.
 */
export class Remembered {
  /** Halves of hashes, each near the place that it was given, with how often it came in the last bits; 0 is free. */
  readonly #slots: Uint32Array
  #free: number
  readonly #onFull: (high: number, low: number) => void
  /** What is added soon, three numbers each: places far apart are fetched at once where nothing is done between. */
  readonly #queue = new Uint32Array(3 * queued)
  #waiting = 0

  /**
   * @param expected how many things will be in it
   * @param onFull takes what there is no room for
   */
  constructor(expected: number, onFull: (high: number, low: number) => void = noRoom) {
    const slots = Math.min(mostSlots, Math.max(2 ** 3, Math.ceil((expected * spare) / fullest)))
    this.#slots = new Uint32Array(slots)
    this.#free = Math.floor(slots * fullest)
    this.#onFull = onFull
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

  /** After it, all that was added is in it, or was given to onFull. */
  settle(): void {
    this.#addWaiting()
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
    this.#onFull(high, low)
  }

  has(hash: Hash, place = hash.high): boolean {
    return this.count(hash, place) > 0
  }

  /** How often it was added, up to 7. */
  count(hash: Hash, place = hash.high): number {
    if (this.#waiting > 0) this.#addWaiting()
    const slots = this.#slots
    const own = hash.low & ~most
    for (let at = this.#first(place); ; at = at + 1 === slots.length ? 0 : at + 1) {
      const there = slots[at] ?? 0
      if (there === 0) return 0
      if ((there & ~most) === own) return there & most
    }
  }

  /** Any number of slots has each of them as often as another. */
  #first(place: number): number {
    return Math.floor((place >>> 0) * 2 ** -32 * this.#slots.length)
  }
}

function noRoom(): never {
  throw new Error('More is remembered than was expected.')
}
