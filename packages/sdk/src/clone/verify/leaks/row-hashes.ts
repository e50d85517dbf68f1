import { type Hash, hashWith } from './byte-hash.ts'
import { hashValue } from './value-hash.ts'

export function emptyHash(): Hash {
  return { high: 0, low: 0 }
}

/** Of the columns by which a row of the source is known in the target. */
export class RowToken {
  readonly #across: boolean
  readonly #part = emptyHash()

  constructor({ across }: { readonly across: boolean }) {
    this.#across = across
  }

  /** @param width how many fields of the row, from the first, are of the token */
  hash(table: string, bytes: Uint8Array, starts: Int32Array, ends: Int32Array, width: number, into: Hash): void {
    into.high = table.length
    into.low = width
    for (let field = 0; field < width; field++) {
      const start = starts[field] ?? 0
      const end = ends[field] ?? -1
      if (end < start) {
        hashWith(into, 1, 1)
        continue
      }
      const number = this.#across && isNumber(bytes, start, end)
      hashValue(bytes, start, end, number ? 'integer' : undefined, number, this.#part)
      hashWith(into, this.#part.high, this.#part.low)
    }
  }
}

/** A value in its row, and in its column. */
export function pairOf(row: Hash, value: Hash, column: number, into: Hash): void {
  into.high = value.high
  into.low = value.low
  hashWith(into, row.high + column, row.low)
}

/** Values of one row are looked up near each other, which is what the processor can do fast; of wide rows, some of them. */
export function placeOf(row: Hash, column: number): number {
  return (row.high + Math.imul(column >>> 2, 0x9e3779b1)) | 0
}

function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if ((byte < 48 || byte > 57) && byte !== 46 && byte !== 45) return false
  }
  return true
}
