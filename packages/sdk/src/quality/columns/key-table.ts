import { slotOf } from './slot-of.ts'

/** Numbers keys of 64 bits in the order in which they come: 12 bytes a slot, between 17 and 34 bytes a key. */
export class KeyTable {
  #slots = new Int32Array(3 * 1024)
  #mask = 1023
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The number of the key, from 0; it is `size` before the call where the key is new. */
  add(low: number, high: number): number {
    const slot = this.#find(low, high)
    const known = this.#slots[3 * slot + 2]!
    if (known !== 0) return known - 1
    this.#slots[3 * slot] = low
    this.#slots[3 * slot + 1] = high
    this.#slots[3 * slot + 2] = ++this.#size
    if (this.#size > this.#mask * 0.7) this.#grow()
    return this.#size - 1
  }

  /** Undefined where the key is not there. */
  get(low: number, high: number): number | undefined {
    const known = this.#slots[3 * this.#find(low, high) + 2]!
    return known === 0 ? undefined : known - 1
  }

  #find(low: number, high: number): number {
    let slot = slotOf(low, high, this.#mask)
    while (this.#slots[3 * slot + 2] !== 0 && (this.#slots[3 * slot] !== low || this.#slots[3 * slot + 1] !== high)) {
      slot = (slot + 1) & this.#mask
    }
    return slot
  }

  #grow(): void {
    const old = this.#slots
    this.#mask = (this.#mask << 1) | 1
    this.#slots = new Int32Array(3 * (this.#mask + 1))
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 2] === 0) continue
      const slot = 3 * this.#find(old[at]!, old[at + 1]!)
      this.#slots[slot] = old[at]!
      this.#slots[slot + 1] = old[at + 1]!
      this.#slots[slot + 2] = old[at + 2]!
    }
  }
}
