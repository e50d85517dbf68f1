import type { Hash } from './byte-hash.ts'

/** Values of more words are known by their first ones. */
export const longestRun = 6

const ring = 8

/** How the runs end that are looked for: most words of a text end none of them, and cost no more than a look here. */
export class RunEnds {
  /** By some bits of a word: how many words the runs have that it may end, a bit for each. */
  readonly lengths = new Uint8Array(2 ** 20)
  empty = true

  add(ending: number, words: number): void {
    this.lengths[ending] = (this.lengths[ending] ?? 0) | (1 << words)
    this.empty = false
  }
}

/**
 * Reads text as words (letters and digits of ASCII, and every other character) and hashes runs of them, whatever stands
 * between: an address is found in a sentence, in JSON and in an array alike.
 */
export class WordRuns {
  /** Of the last run that was asked for as a whole: its place in the ends of runs. */
  ending = 0
  /** Where the last words begin. */
  readonly #begins = new Int32Array(ring)
  readonly #run: Hash = { high: 0, low: 0 }

  /** Every run that ends as one of these. */
  scan(bytes: Uint8Array, start: number, end: number, wanted: RunEnds, onRun: (run: Hash) => void): void {
    if (wanted.empty) return
    const { lengths } = wanted
    let words = 0
    let word = 0
    let inside = false
    for (let at = start; at <= end; at++) {
      const kind = at < end ? (kinds[bytes[at] ?? 0] ?? 0) : 0
      if (kind > 0) {
        if (!inside) {
          inside = true
          word = 0
          this.#begins[words++ & (ring - 1)] = at
        }
        word = Math.imul(word ^ kind, 0x01000193)
        continue
      }
      if (!inside) continue
      inside = false
      const some = lengths[endingOf(word)] ?? 0
      for (let count = 1; some >>> count > 0 && count <= words; count++) {
        if ((some & (1 << count)) === 0) continue
        hashRun(bytes, this.#begins[(words - count) & (ring - 1)] ?? 0, at, this.#run)
        onRun(this.#run)
      }
    }
  }

  /** The first words of a value, as one run; how many there are is answered. */
  whole(bytes: Uint8Array, start: number, end: number, into: Hash): number {
    let words = 0
    let word = 0
    let [high, low] = [firstHigh, firstLow]
    let inside = false
    for (let at = start; at <= end && words < longestRun; at++) {
      const kind = at < end ? (kinds[bytes[at] ?? 0] ?? 0) : 0
      if (kind === 0 && !inside) continue
      inside = kind > 0
      high = nextHigh(high, kind)
      low = nextLow(low, kind)
      if (inside) word = Math.imul(word ^ kind, 0x01000193)
      else {
        words++
        this.ending = endingOf(word)
        word = 0
      }
    }
    into.high = spread(high)
    into.low = spread(low)
    return words
  }
}

function endingOf(word: number): number {
  return (word ^ (word >>> 20)) & (2 ** 20 - 1)
}

/** Of words in lower case, from the first letter to the last: whatever stands between two of them is the same. */
function hashRun(bytes: Uint8Array, start: number, end: number, into: Hash): void {
  let [high, low] = [firstHigh, firstLow]
  let inside = true
  for (let at = start; at <= end; at++) {
    const kind = at < end ? (kinds[bytes[at] ?? 0] ?? 0) : 0
    if (kind === 0 && !inside) continue
    inside = kind > 0
    high = nextHigh(high, kind)
    low = nextLow(low, kind)
  }
  into.high = spread(high)
  into.low = spread(low)
}

const [firstHigh, firstLow] = [0x811c9dc5 | 0, 0x9e3779b9 | 0]

function nextHigh(high: number, kind: number): number {
  return Math.imul(high ^ kind, 0x01000193)
}

function nextLow(low: number, kind: number): number {
  return Math.imul(low + kind + 1, 0x85ebca6b) ^ (low >>> 11)
}

/** By byte: what it counts as, in lower case; 0 of what stands between words. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 65 && byte <= 90) return byte | 32
  const isWord = (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte >= 128
  return isWord ? byte : 0
})

function spread(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}
