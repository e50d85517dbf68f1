import { type Hash, hashBytes, hashWith } from './byte-hash.ts'
import type { Fields } from './field-rows.ts'
import { hashValue } from './value-hash.ts'

export function emptyHash(): Hash {
  return { high: 0, low: 0 }
}

/** Of the columns by which a row of the source is known in the target. */
export class RowToken {
  readonly #across: boolean
  readonly #part = emptyHash()
  /** By table: rows of two tables that have the same key are two rows. */
  readonly #seeds = new Map<string, Hash>()

  constructor({ across }: { readonly across: boolean }) {
    this.#across = across
  }

  /** @param width how many fields of the row, from the first, are of the token */
  hash(table: string, { view, starts, ends }: Fields, width: number, into: Hash): void {
    const { high, low } = this.seedOf(table)
    into.high = high
    into.low = low + width
    for (let field = 0; field < width; field++) {
      const start = starts[field] ?? 0
      const end = ends[field] ?? -1
      if (end < start) {
        hashWith(into, 1, 1)
        continue
      }
      if (this.#across)
        hashValue(view, start, end, isNumber(view, start, end) ? 'integer' : undefined, true, this.#part)
      else hashBytes(view, start, end, false, this.#part)
      hashWith(into, this.#part.high, this.#part.low)
    }
  }

  /** What the hashes of a table's rows begin with. */
  seedOf(table: string): Hash {
    const before = this.#seeds.get(table)
    if (before) return before
    const name = new DataView(new TextEncoder().encode(table).buffer)
    const seed = emptyHash()
    hashBytes(name, 0, name.byteLength, false, seed)
    this.#seeds.set(table, seed)
    return seed
  }
}

/** A value in its row, and in its column. */
export function pairOf(row: Hash, value: Hash, column: number, into: Hash): void {
  into.high = value.high
  into.low = value.low
  hashWith(into, row.high + column, row.low)
}

function isNumber(view: DataView, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at)
    if ((byte < 48 || byte > 57) && byte !== 46 && byte !== 45) return false
  }
  return true
}
