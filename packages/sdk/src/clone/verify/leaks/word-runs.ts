import type { Hash } from './byte-hash.ts'
import { endingBits, HIGH_START, LOW, LOW_START, longestRun, longestWord, SPREAD, WORD } from './hash-numbers.ts'

const ring = 8

const endings = 2 ** endingBits
/** Bytes of both tables of ends. */
const endBytes = longestWord + 1 + endings

/** How the runs end that are looked for: most words of a text end none of them, and cost no more than a look here. */
export class RunEnds {
  /** By the length of a word, as below of those that end with one as long: most words are none of these already. */
  readonly #ofLength: Uint8Array
  /** By some bits of a word: how many words the runs have that it may end, a bit for each. */
  readonly #counts: Uint8Array

  /** @param bytes nothing but zeros: both tables */
  constructor(bytes: Uint8Array = new Uint8Array(endBytes)) {
    this.#ofLength = bytes.subarray(0, longestWord + 1)
    this.#counts = bytes.subarray(longestWord + 1)
  }

  get empty(): boolean {
    return this.#ofLength.every((counts) => counts === 0)
  }

  add(ending: number, words: number): void {
    this.#ofLength[ending >>> endingBits]! |= 1 << words
    this.#counts[ending & (endings - 1)]! |= 1 << words
  }

  /** Whether some run of so many words, or fewer, ends with one of that length. */
  hasLength(length: number, words: number): boolean {
    return ((this.#ofLength[Math.min(length, longestWord)] ?? 0) & ((2 << Math.min(words, longestRun)) - 1)) > 0
  }

  counts(ending: number): number {
    return this.#counts[ending & (endings - 1)] ?? 0
  }
}

/**
 * Reads text as words (letters and digits of ASCII, and every other character) and hashes runs of them, whatever stands
 * between: an address is found in a sentence, in JSON and in an array alike.
 */
export class WordRuns {
  /** Of the last run that was asked for as a whole: how it ends. */
  ending = 0
  /** Where the last words begin. */
  readonly #begins = new Int32Array(ring)
  readonly #run: Hash = { high: 0, low: 0 }

  /** Every run that ends as one of these. */
  scan(bytes: Uint8Array, start: number, end: number, wanted: RunEnds, onRun: (run: Hash) => void): void {
    if (wanted.empty) return
    const begins = this.#begins
    let words = 0
    for (let at = start; at < end; at++) {
      if ((wordKinds[bytes[at] ?? 0] ?? 0) === 0) continue
      const begin = at
      begins[words++ & (ring - 1)] = begin
      do at++
      while (at < end && (wordKinds[bytes[at] ?? 0] ?? 0) > 0)
      if (!wanted.hasLength(at - begin, words)) continue
      const some = wanted.counts(endingOf(wordOf(bytes, begin, at), at - begin))
      for (let count = 1; some >>> count > 0 && count <= words; count++) {
        if ((some & (1 << count)) === 0) continue
        hashRun(bytes, begins[(words - count) & (ring - 1)] ?? 0, at, this.#run)
        onRun(this.#run)
      }
    }
  }

  /** The first words of a value, as one run; how many there are is answered. */
  whole(bytes: Uint8Array, start: number, end: number, into: Hash): number {
    let words = 0
    let [high, low] = [HIGH_START, LOW_START]
    let begin = -1
    let [lastBegin, lastEnd] = [start, start]
    for (let at = start; at <= end && words < longestRun; at++) {
      const kind = at < end ? (wordKinds[bytes[at] ?? 0] ?? 0) : 0
      if (kind === 0 && begin < 0) continue
      high = nextHigh(high, kind)
      low = nextLow(low, kind)
      if (kind > 0) {
        if (begin < 0) begin = at
        continue
      }
      words++
      lastBegin = begin
      lastEnd = at
      begin = -1
    }
    this.ending = endingOf(wordOf(bytes, lastBegin, lastEnd), lastEnd - lastBegin)
    into.high = spread(high)
    into.low = spread(low)
    return words
  }
}

function wordOf(bytes: Uint8Array, start: number, end: number): number {
  let word = 0
  for (let at = start; at < end; at++) word = Math.imul(word ^ (wordKinds[bytes[at] ?? 0] ?? 0), WORD)
  return word
}

/** Bits of a word, and its length above them. */
function endingOf(word: number, length: number): number {
  return ((word ^ (word >>> endingBits)) & (endings - 1)) | (Math.min(length, longestWord) << endingBits)
}

/** Of words in lower case, from the first letter to the last: whatever stands between two of them is the same. */
function hashRun(bytes: Uint8Array, start: number, end: number, into: Hash): void {
  let [high, low] = [HIGH_START, LOW_START]
  let inside = true
  for (let at = start; at <= end; at++) {
    const kind = at < end ? (wordKinds[bytes[at] ?? 0] ?? 0) : 0
    if (kind === 0 && !inside) continue
    inside = kind > 0
    high = nextHigh(high, kind)
    low = nextLow(low, kind)
  }
  into.high = spread(high)
  into.low = spread(low)
}

function nextHigh(high: number, kind: number): number {
  return Math.imul(high ^ kind, WORD)
}

function nextLow(low: number, kind: number): number {
  return Math.imul(low + kind + 1, LOW) ^ (low >>> 11)
}

/** By byte: what it counts as, in lower case; 0 of what stands between words. */
export const wordKinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 65 && byte <= 90) return byte | 32
  const isWord = (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte >= 128
  return isWord ? byte : 0
})

function spread(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 16), SPREAD[0])
  x = Math.imul(x ^ (x >>> 15), SPREAD[1])
  return (x ^ (x >>> 15)) >>> 0
}
