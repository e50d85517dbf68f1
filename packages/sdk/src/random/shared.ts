import type { Rows, Stream } from './stream.ts'

/** By the numbers of the rows, so that what was drawn for a batch goes with it. */
const drawn = new WeakMap<Float64Array, Map<object, Map<string, Int32Array>>>()

/**
 * What several fields of a row agree on, such as its city, drawn once for all of them: `make` must be a function of
 * the stream, `of`, `what` and the rows alone, and nobody writes into what it made.
 */
export function shared(rows: Rows, stream: Stream, of: object, what: string, make: () => Int32Array): Int32Array {
  const key = `${stream.a} ${stream.b} ${rows.attempt} ${what}`
  let batch = drawn.get(rows.numbers)
  if (batch === undefined) {
    batch = new Map()
    drawn.set(rows.numbers, batch)
  }
  let known = batch.get(of)
  if (known === undefined) {
    known = new Map()
    batch.set(of, known)
  }
  let made = known.get(key)
  if (made === undefined) {
    made = make()
    known.set(key, made)
  }
  return made
}
