import type { Hash } from './byte-hash.ts'
import { Remembered } from './remembered.ts'
import { emptyHash } from './row-hashes.ts'
import type { WordRuns } from './word-runs.ts'

/** Of a place so many numbers tell enough. */
const mostNumbers = 200_000
/** Shorter ones are not looked for. */
const number = /(?<![\p{L}\p{N}])\d{8,}(?![\p{L}\p{N}])/gu
/** Every other last digit. */
const steps = 9
/** Where more of a place's numbers have an original beside them, they are of one range, and nothing is left to chance. */
const mostByChance = 0.1

/**
 * How many numbers of a place would be originals by chance: parcels and telephones both have ten digits, and a million of
 * each have some in common. Numbers beside those that stand there, with another last digit, are held against the source:
 * as many of them as are originals, so many of the others are by chance.
 */
export class NearNumbers {
  readonly #runs: WordRuns
  readonly #near = new Remembered(mostNumbers * steps)
  readonly #hash = emptyHash()
  /** All that the place has. */
  rows = 0
  #numbers = 0
  #taken = 0
  #met = 0

  constructor(runs: WordRuns) {
    this.#runs = runs
  }

  /** Of one row; false where no more are needed. */
  take(text: string): boolean {
    this.#taken++
    for (const [found] of text.matchAll(number)) {
      if (this.#numbers === mostNumbers) return false
      this.#numbers++
      for (let step = 1; step <= steps; step++) {
        const near = Buffer.from(found.slice(0, -1) + ((Number(found.at(-1)) + step) % 10))
        this.#runs.whole(near, 0, near.length, this.#hash)
        this.#near.add(this.#hash)
      }
    }
    return true
  }

  /** An original of the source. */
  meet(run: Hash): void {
    this.#met += this.#near.count(run)
  }

  expected(): number {
    if (this.#met > this.#numbers * steps * mostByChance) return 0
    return this.#taken === 0 ? 0 : (this.#met / steps) * (this.rows / this.#taken)
  }
}

/** More of them than chance explains. */
export function isMoreThanChance(count: number, expected: number): boolean {
  return count > expected + 4 * Math.sqrt(expected)
}
