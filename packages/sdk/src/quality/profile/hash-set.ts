/** Whole numbers from 0 up, eight bytes each and as much again: open addressing over one array. */
export class HashSet {
  private slots: Float64Array
  private count = 0

  constructor(expected = 64) {
    this.slots = new Float64Array(2 ** Math.ceil(Math.log2(Math.max(64, expected * 2)))).fill(-1)
  }

  get size(): number {
    return this.count
  }

  /** Whether it was not there before. */
  add(hash: number): boolean {
    const at = this.placeOf(hash)
    if (this.slots[at] === hash) return false
    this.slots[at] = hash
    this.count++
    if (this.count * 2 > this.slots.length) this.grow()
    return true
  }

  has(hash: number): boolean {
    return this.slots[this.placeOf(hash)] === hash
  }

  *[Symbol.iterator](): Generator<number> {
    for (const hash of this.slots) if (hash >= 0) yield hash
  }

  private placeOf(hash: number): number {
    const { slots } = this
    const mask = slots.length - 1
    let at = (hash % 4294967296) & mask
    while (slots[at] !== -1 && slots[at] !== hash) at = (at + 1) & mask
    return at
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Float64Array(old.length * 2).fill(-1)
    for (const hash of old) if (hash >= 0) this.slots[this.placeOf(hash)] = hash
  }
}
