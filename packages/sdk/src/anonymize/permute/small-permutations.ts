import { absorb, finish, type HashState, startOfHash } from './keyed-hash.ts'

/** Entries that all tables have together; beyond, they are made anew. */
const KEPT = 1 << 20

interface Table {
  readonly to: Uint16Array
  readonly from: Uint16Array
}

/**
 * Keyed permutations of few values, at most `SMALL` of them: one table for each size, a cycle through all values that is drawn evenly from all
 * such cycles (Sattolo's shuffle), so that no value is its own image. `turn` tells formats apart that have the same size:
 * the cycle's numbers are shifted by it, before and back after.
 */
export class SmallPermutations {
  readonly #start: HashState
  readonly #tables = new Map<number, Table>()
  #entries = 0

  constructor(key: Uint32Array) {
    this.#start = startOfHash(key)
  }

  at(value: number, size: number, turn: number): number {
    return shifted(this.#table(size).to, value, size, turn)
  }

  inverse(value: number, size: number, turn: number): number {
    return shifted(this.#table(size).from, value, size, turn)
  }

  #table(size: number): Table {
    const known = this.#tables.get(size)
    if (known !== undefined) return known
    if (this.#entries + size > KEPT) {
      this.#tables.clear()
      this.#entries = 0
    }
    const made = this.#draw(size)
    this.#tables.set(size, made)
    this.#entries += size
    return made
  }

  #draw(size: number): Table {
    const state = Int32Array.from(this.#start)
    absorb(state, size, 0)
    const to = new Uint16Array(size)
    for (let i = 0; i < size; i++) to[i] = i
    const word = new Int32Array(2)
    for (let i = size - 1; i > 0; i--) {
      finish(state, i, 0, word)
      const other = Math.floor((word[0]! >>> 0) * i * 2.3283064365386963e-10)
      const kept = to[i]!
      to[i] = to[other]!
      to[other] = kept
    }
    const from = new Uint16Array(size)
    for (let i = 0; i < size; i++) from[to[i]!] = i
    return { to, from }
  }
}

function shifted(table: Uint16Array, value: number, size: number, turn: number): number {
  let at = value + turn
  if (at >= size) at -= size
  const image = table[at]! - turn
  return image < 0 ? image + size : image
}
