import type { Hash } from './byte-hash.ts'

/** Values of more words are known by their first ones. */
export const longestRun = 6

const [baseHigh, baseLow] = [0x01000193, 0x5bd1e995]
const powersHigh = powers(baseHigh)
const powersLow = powers(baseLow)
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

const endingBits = 2 ** 20 - 1

/**
 * Reads text as words (letters and digits of ASCII, and every other character) and hashes runs of them, whatever stands
 * between: an address is found in a sentence, in JSON and in an array alike.
 */
export class WordRuns {
  /** Of the last run that was asked for as a whole: its place in the ends of runs. */
  ending = 0
  /** By words so far, in a ring: the hash of a run is the difference of two of them. */
  readonly #high = new Uint32Array(ring)
  readonly #low = new Uint32Array(ring)
  readonly #run: Hash = { high: 0, low: 0 }

  /** Every run that ends as one of these. */
  scan(bytes: Uint8Array, start: number, end: number, wanted: RunEnds, onRun: (run: Hash) => void): void {
    if (wanted.empty) return
    const { lengths } = wanted
    let words = 0
    let [high, low, length] = [0, 0, 0]
    this.#high[0] = 0
    this.#low[0] = 0
    for (let at = start; at <= end; at++) {
      const kind = at < end ? (kinds[bytes[at] ?? 0] ?? 0) : 0
      if (kind > 0) {
        high = Math.imul(high ^ kind, 0x01000193) + length
        low = Math.imul(low + kind, 0x85ebca6b) ^ (low >>> 11)
        length++
        continue
      }
      if (length === 0) continue
      const ending = this.#add(words++, high, low ^ length)
      const some = lengths[ending] ?? 0
      for (let count = 1; some >>> count > 0 && count <= words; count++) {
        if ((some & (1 << count)) === 0) continue
        this.#last(words, count, this.#run)
        onRun(this.#run)
      }
      high = 0
      low = 0
      length = 0
    }
  }

  /** The first words of a value, as one run; how many there are is answered. */
  whole(bytes: Uint8Array, start: number, end: number, into: Hash): number {
    let words = 0
    let [high, low, length] = [0, 0, 0]
    this.#high[0] = 0
    this.#low[0] = 0
    for (let at = start; at <= end && words < longestRun; at++) {
      const kind = at < end ? (kinds[bytes[at] ?? 0] ?? 0) : 0
      if (kind > 0) {
        high = Math.imul(high ^ kind, 0x01000193) + length
        low = Math.imul(low + kind, 0x85ebca6b) ^ (low >>> 11)
        length++
        continue
      }
      if (length === 0) continue
      this.ending = this.#add(words++, high, low ^ length)
      high = 0
      low = 0
      length = 0
    }
    if (words > 0) this.#last(words, words, into)
    return words
  }

  /** One more word after so many. */
  #add(words: number, high: number, low: number): number {
    const [before, now] = [words & (ring - 1), (words + 1) & (ring - 1)]
    const [first, second] = [spread(high), spread(low)]
    this.#high[now] = Math.imul(this.#high[before] ?? 0, baseHigh) + first
    this.#low[now] = Math.imul(this.#low[before] ?? 0, baseLow) + second
    return (first ^ second) & endingBits
  }

  /** The run of the last so many of all words. */
  #last(words: number, count: number, into: Hash): void {
    const [now, from] = [words & (ring - 1), (words - count) & (ring - 1)]
    into.high = spread((this.#high[now] ?? 0) - Math.imul(this.#high[from] ?? 0, powersHigh[count] ?? 0) + count)
    into.low = spread((this.#low[now] ?? 0) - Math.imul(this.#low[from] ?? 0, powersLow[count] ?? 0) - count)
  }
}

/** By byte: what it counts as, in lower case; 0 of what stands between words. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 65 && byte <= 90) return byte | 32
  const isWord = (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte >= 128
  return isWord ? byte : 0
})

function powers(base: number): Uint32Array {
  const all = new Uint32Array(longestRun + 1)
  all[0] = 1
  for (let at = 1; at < all.length; at++) all[at] = Math.imul(all[at - 1] ?? 0, base)
  return all
}

function spread(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}
