import { slotOf } from './slot-of.ts'

/** A set of keys of 64 bits: 8 bytes a slot, between 11 and 23 bytes a key, half as much again while it grows. */
export class KeySet {
  #slots = new Int32Array(2 * 1024)
  #mask = 1023
  #size = 0

  get size(): number {
    return this.#size
  }

  /** True where it was not there before. */
  add(low: number, high: number): boolean {
    // A slot of two zeros is free.
    const a = low === 0 && high === 0 ? 1 : low
    const slots = this.#slots
    let slot = slotOf(a, high, this.#mask)
    for (;;) {
      const found = slots[2 * slot]!
      const other = slots[2 * slot + 1]!
      if (found === a && other === high) return false
      if (found === 0 && other === 0) break
      slot = (slot + 1) & this.#mask
    }
    slots[2 * slot] = a
    slots[2 * slot + 1] = high
    this.#size++
    if (this.#size > this.#mask * 0.7) this.#grow()
    return true
  }

  /** Asks the memory for the slots of these keys, all before any is waited for; gives a number that only shows they came. */
  bringNear(low: Int32Array, high: Int32Array, from: number, to: number): number {
    const slots = this.#slots
    const mask = this.#mask
    let sum = 0
    for (let i = from; i < to; i++) sum ^= slots[2 * slotOf(low[i]!, high[i]!, mask)]!
    return sum
  }

  has(low: number, high: number): boolean {
    const a = low === 0 && high === 0 ? 1 : low
    const slots = this.#slots
    let slot = slotOf(a, high, this.#mask)
    for (;;) {
      const found = slots[2 * slot]!
      const other = slots[2 * slot + 1]!
      if (found === a && other === high) return true
      if (found === 0 && other === 0) return false
      slot = (slot + 1) & this.#mask
    }
  }

  #grow(): void {
    const old = this.#slots
    // A small one grows fourfold, so that less is put in place again.
    const mask = this.#size < 200_000 ? (this.#mask << 2) | 3 : (this.#mask << 1) | 1
    const slots = new Int32Array(2 * (mask + 1))
    for (let at = 0; at < old.length; at += 2) {
      const low = old[at]!
      const high = old[at + 1]!
      if (low === 0 && high === 0) continue
      let slot = slotOf(low, high, mask)
      while (slots[2 * slot] !== 0 || slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask
      slots[2 * slot] = low
      slots[2 * slot + 1] = high
    }
    this.#slots = slots
    this.#mask = mask
    release(old)
  }
}

/** Its memory is free at once, where the engine can do so, and not when it is collected. */
function release({ buffer }: Int32Array): void {
  const transfer: unknown = Reflect.get(buffer, 'transfer')
  if (typeof transfer === 'function') transfer.call(buffer, 0)
}
