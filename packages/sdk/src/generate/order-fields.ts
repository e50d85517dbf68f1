import type { Vector } from '../model/batch.ts'
import { takeVector } from './patch.ts'

/** Fields whose values must not fall from one to the next, and which of them may be moved. */
export interface FieldOrder {
  readonly fields: readonly string[]
  readonly free: ReadonlySet<string>
}

/** The numbers that order a vector, writable; undefined where its values are no numbers. */
function ordinals(vector: Vector): Float64Array | Int32Array | undefined {
  switch (vector.type) {
    case 'int':
    case 'float':
      return vector.values
    case 'decimal':
      return vector.unscaled
    case 'date':
      return vector.days
    case 'time':
    case 'timestamp':
      return vector.micros
    default:
      return undefined
  }
}

function scaleOf(vector: Vector): string {
  return vector.type === 'decimal' ? `decimal ${vector.scale}` : vector.type
}

/**
 * Puts the values of each row in order: free neighbours are exchanged, a free one beside a held one is mirrored to the
 * other side of it. Nulls are passed over. What this does not reach (values of two types, mirrored out of a range), the
 * row rules still see.
 */
export function orderFields(vectors: Map<string, Vector>, { fields, free }: FieldOrder): void {
  const present = fields.filter((name) => vectors.has(name))
  const makes = new Set(present.map((name) => scaleOf(vectors.get(name)!)))
  if (makes.size !== 1 || present.some((name) => !ordinals(vectors.get(name)!))) return
  const columns = present.map((name) => {
    const vector = vectors.get(name)!
    const own = free.has(name)
      ? takeVector(
          vector,
          Array.from({ length: vector.length }, (_, i) => i),
        )
      : vector
    if (free.has(name)) vectors.set(name, own)
    return { values: ordinals(own)!, nulls: own.nulls, free: free.has(name) }
  })
  const length = columns[0]?.values.length ?? 0
  for (let row = 0; row < length; row++) {
    const line = columns.filter(({ nulls }) => nulls?.[row] !== 1)
    // Insertion sort: a handful of fields, mostly two.
    for (let end = 1; end < line.length; end++) {
      for (let at = end; at > 0; at--) {
        const before = line[at - 1]!
        const after = line[at]!
        const low = before.values[row]!
        const high = after.values[row]!
        if (low <= high) break
        if (before.free && after.free) {
          before.values[row] = high
          after.values[row] = low
        } else if (after.free) after.values[row] = low + (low - high)
        else if (before.free) before.values[row] = high - (low - high)
      }
    }
  }
}
