import type { Chunk } from '../chunks/chunk.ts'
import { chunkOf } from '../chunks/chunk.ts'

/** What stands where somebody may not look: it tells nothing of the value, not even whether there is one. */
export const mask = '***'

const masked = Buffer.from(JSON.stringify(mask))
const [quote, backslash, comma, colon] = [34, 92, 44, 58]
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93]

/**
 * The rows with the mask in place of these fields' values, every other byte as it was. Fields are named in lower case.
 * A row is one object of JSON, as every chunk has it; where one is not, this throws and shows nothing.
 */
export function maskLines({ rows, bytes, starts }: Chunk, fields: ReadonlySet<string>): Chunk {
  const isMasked = keyReader(bytes, fields)
  const pieces: Uint8Array[] = []
  const ends = new Uint32Array(rows + 1)
  let [length, kept] = [0, 0]
  const keep = (to: number) => {
    if (to > kept) pieces.push(bytes.subarray(kept, to))
    length += Math.max(0, to - kept)
    kept = to
  }
  for (let row = 0; row < rows; row++) {
    const end = starts[row + 1]!
    let at = spaces(bytes, starts[row]!)
    if (bytes[at] !== openBrace) throw new Error('a row is no object')
    at = spaces(bytes, at + 1)
    for (let place = 0; bytes[at] !== closeBrace; place++) {
      const from = at
      at = endOfText(bytes, at, end)
      const hides = isMasked(place, from, at)
      at = spaces(bytes, at)
      if (bytes[at] !== colon) throw new Error('a row is no object')
      const value = spaces(bytes, at + 1)
      at = endOfValue(bytes, value, end)
      if (hides) {
        keep(value)
        pieces.push(masked)
        length += masked.length
        kept = at
      }
      at = spaces(bytes, at)
      if (bytes[at] === comma) at = spaces(bytes, at + 1)
      else if (bytes[at] !== closeBrace) throw new Error('a row is no object')
    }
    keep(end)
    ends[row + 1] = length
  }
  return chunkOf(Buffer.concat(pieces, length), ends)
}

/** Rows of an entity mostly have the same keys in the same order: one is read as text where it is another than in the row before. */
function keyReader(bytes: Uint8Array, fields: ReadonlySet<string>) {
  const before: { readonly key: Uint8Array; readonly hides: boolean }[] = []
  return (place: number, from: number, to: number): boolean => {
    const known = before[place]
    if (known && isEqual(bytes, from, to, known.key)) return known.hides
    const key = bytes.subarray(from, to)
    const name: unknown = JSON.parse(Buffer.from(key).toString())
    const hides = fields.has(String(name).toLowerCase())
    before[place] = { key, hides }
    return hides
  }
}

function isEqual(bytes: Uint8Array, from: number, to: number, other: Uint8Array): boolean {
  if (to - from !== other.length) return false
  for (let i = 0; i < other.length; i++) if (bytes[from + i] !== other[i]) return false
  return true
}

function spaces(bytes: Uint8Array, at: number): number {
  let here = at
  while (bytes[here] === 32 || bytes[here] === 9 || bytes[here] === 13) here++
  return here
}

/** Behind the closing quote of the text that begins here. */
function endOfText(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== quote) throw new Error('a key is no text')
  for (let here = at + 1; here < end; here++) {
    if (bytes[here] === backslash) here++
    else if (bytes[here] === quote) return here + 1
  }
  throw new Error('a text does not end')
}

/** Behind the value that begins here, whatever is in it. */
function endOfValue(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0
  for (let here = at; here < end; ) {
    const byte = bytes[here]!
    if (byte === quote) {
      here = endOfText(bytes, here, end)
      if (depth === 0) return here
      continue
    }
    if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return here
      if (--depth === 0) return here + 1
    } else if (depth === 0 && byte === comma) return here
    here++
  }
  throw new Error('a value does not end')
}
