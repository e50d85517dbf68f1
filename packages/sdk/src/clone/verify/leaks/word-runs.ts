import type { Hash } from './byte-hash.ts'

/** Values of more words are known by their first ones. */
export const longestRun = 6
const everyLength = -1

const [baseHigh, baseLow] = [0x01000193, 0x5bd1e995]
const powersHigh = powers(baseHigh)
const powersLow = powers(baseLow)

/**
 * Reads text as words (letters and digits of ASCII, and every other character) and hashes runs of them, whatever stands
 * between: an address is found in a sentence, in JSON and in an array alike.
 */
export class WordRuns {
  readonly #high = new Uint32Array(longestRun + 1)
  readonly #low = new Uint32Array(longestRun + 1)
  readonly #run: Hash = { high: 0, low: 0 }

  /** Every run of these lengths: bit 2 is set for runs of two words, and so on. */
  scan(
    bytes: Uint8Array,
    start: number,
    end: number,
    lengths: number,
    onRun: (run: Hash, words: number) => void,
  ): void {
    if (lengths === 0) return
    let words = 0
    let [high, low, length] = [0, 0, 0]
    this.#high[0] = 0
    this.#low[0] = 0
    for (let at = start; at <= end; at++) {
      const byte = at < end ? (bytes[at] ?? 0) : 0
      const kind = kinds[byte] ?? 0
      if (kind > 0) {
        high = Math.imul(high ^ kind, 0x01000193) + length
        low = Math.imul(low + kind, 0x85ebca6b) ^ (low >>> 11)
        length++
        continue
      }
      if (length === 0) continue
      words++
      this.#end(words, spread(high), spread(low ^ length), lengths, onRun)
      high = 0
      low = 0
      length = 0
    }
  }

  /** The first words of a value, as one run; how many there are is answered. */
  whole(bytes: Uint8Array, start: number, end: number, into: Hash): number {
    let found = 0
    this.scan(bytes, start, end, everyLength, (run, words) => {
      if (words !== found + 1 || words > longestRun) return
      // The run that begins with the value: it grows by one word at a time.
      found = words
      into.high = run.high
      into.low = run.low
    })
    return found
  }

  /** Prefixes are kept in a ring: the hash of a run is the difference of two of them. */
  #end(words: number, high: number, low: number, lengths: number, onRun: (run: Hash, words: number) => void): void {
    const ring = longestRun + 1
    const [now, before] = [words % ring, (words - 1) % ring]
    this.#high[now] = Math.imul(this.#high[before] ?? 0, baseHigh) + high
    this.#low[now] = Math.imul(this.#low[before] ?? 0, baseLow) + low
    for (let length = Math.min(words, longestRun); length >= 1; length--) {
      if ((lengths & (1 << length)) === 0) continue
      const from = (words - length) % ring
      this.#run.high = spread(
        (this.#high[now] ?? 0) - Math.imul(this.#high[from] ?? 0, powersHigh[length] ?? 0) + length,
      )
      this.#run.low = spread((this.#low[now] ?? 0) - Math.imul(this.#low[from] ?? 0, powersLow[length] ?? 0) - length)
      onRun(this.#run, length)
    }
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
