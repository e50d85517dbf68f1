import { createHash } from 'node:crypto'

/**
 * A number from 0 up to 1 for a row, by the seed, what it is drawn for, and its key: the same wherever and whenever it is
 * asked, and as good as drawn by chance.
 */
export function rowRank(seed: string, purpose: string, key: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, purpose, key]))
    .digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}

/** The keys of the lowest ranks, of all that were offered; at most as many as it was made for. */
export class LowestRanks {
  readonly #most: number
  readonly #heap: { readonly rank: number; readonly key: string }[] = []

  constructor(most: number) {
    this.#most = most
  }

  offer(rank: number, key: string): void {
    const heap = this.#heap
    if (heap.length < this.#most) {
      heap.push({ rank, key })
      this.#rise(heap.length - 1)
    } else if (before({ rank, key }, heap[0])) {
      heap[0] = { rank, key }
      this.#sink()
    }
  }

  keys(): string[] {
    return this.#heap.map(({ key }) => key)
  }

  /** The highest of those kept stands first. */
  #rise(from: number): void {
    const heap = this.#heap
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!before(heap[parent], heap[at])) return
      this.#swap(parent, at)
      at = parent
    }
  }

  #sink(): void {
    const heap = this.#heap
    for (let at = 0; ; ) {
      let highest = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && before(heap[highest], heap[child])) highest = child
      }
      if (highest === at) return
      this.#swap(highest, at)
      at = highest
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    const one = heap[a]
    const other = heap[b]
    if (one === undefined || other === undefined) return
    heap[a] = other
    heap[b] = one
  }
}

type Ranked = { readonly rank: number; readonly key: string } | undefined

function before(a: Ranked, b: Ranked): boolean {
  if (a === undefined || b === undefined) return false
  return a.rank < b.rank || (a.rank === b.rank && a.key < b.key)
}
