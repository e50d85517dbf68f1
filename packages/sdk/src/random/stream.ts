/**
 * A value is a function of (seed, path). A stream is the key of one path; a word is a function of
 * (stream, row, draw) alone. Integer arithmetic only, so that every engine gives the same bits.
 */
export interface Stream {
  readonly a: number
  readonly b: number
}

/** Which rows of an entity, in any order, and which attempt at them (0 but for rows that a constraint refused before). */
export interface Rows {
  readonly numbers: Float64Array
  readonly length: number
  readonly attempt: number
}

const TWO_32 = 4294967296

/** A bijection of 32-bit words in which every bit of the input reaches every bit of the output. */
function mix(x: number): number {
  x ^= x >>> 16
  x = Math.imul(x, 0x7feb352d)
  x ^= x >>> 15
  x = Math.imul(x, 0x846ca68b)
  return x ^ (x >>> 16)
}

function absorb(stream: Stream, unit: number): Stream {
  const a = mix(stream.a ^ Math.imul(unit + 1, 0x9e3779b9))
  const b = mix((stream.b + Math.imul(unit ^ 0x5bd1e995, 0xc2b2ae35)) ^ a)
  return { a, b }
}

/** The stream of a part of a path. Parts are framed by their length and kind: ('ab','c') differs from ('a','bc'), and 1 from '1'. */
export function substream(stream: Stream, ...path: readonly (string | number)[]): Stream {
  let at = stream
  for (const part of path) {
    const text = String(part)
    at = absorb(at, (text.length << 1) | (typeof part === 'number' ? 1 : 0))
    for (let i = 0; i < text.length; i++) at = absorb(at, text.charCodeAt(i))
  }
  return at
}

export function streamOf(seed: string | number): Stream {
  return substream({ a: 0x243f6a88, b: 0x85a308d3 }, String(seed))
}

/** Folds draw and attempt into the stream, so that the loop over rows is left with one mix a row. */
function keyed(stream: Stream, draw: number, attempt: number): Stream {
  const a = mix(stream.a ^ Math.imul(draw + 1, 0x9e3779b1) ^ Math.imul(attempt, 0x85ebca77))
  return { a, b: mix(stream.b + Math.imul(draw, 0x27d4eb2f) + Math.imul(attempt, 0x165667b1)) ^ a }
}

/** For a given (stream, draw, attempt) a bijection of the row's low 32 bits. */
function wordAt(a: number, b: number, row: number): number {
  let x = row >= TWO_32 ? (row % TWO_32) ^ mix(Math.floor(row / TWO_32) ^ b) : row
  x = (x | 0) + a
  x ^= x >>> 17
  x = Math.imul(x, 0xed5ad4bb)
  x ^= x >>> 11
  x = Math.imul(x, 0xac4c1b51) + b
  x ^= x >>> 15
  x = Math.imul(x, 0x31848bab)
  x ^= x >>> 14
  return x >>> 0
}

/** One uniform 32-bit word. */
export function word(stream: Stream, row: number, draw = 0, attempt = 0): number {
  const key = keyed(stream, draw, attempt)
  return wordAt(key.a, key.b, row)
}

/** One uniform 32-bit word a row. Rows below 2^32 get distinct words. */
export function words(stream: Stream, rows: Rows, draw = 0): Uint32Array {
  const { a, b } = keyed(stream, draw, rows.attempt)
  const out = new Uint32Array(rows.length)
  const { numbers } = rows
  for (let i = 0; i < out.length; i++) out[i] = wordAt(a, b, numbers[i]!)
  return out
}

export function rowRange(first: number, length: number): Rows {
  const numbers = new Float64Array(length)
  for (let i = 0; i < length; i++) numbers[i] = first + i
  return { numbers, length, attempt: 0 }
}

export function rowsAt(numbers: Float64Array, attempt = 0): Rows {
  return { numbers, length: numbers.length, attempt }
}
