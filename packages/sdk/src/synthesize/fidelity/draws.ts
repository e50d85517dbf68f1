import { below } from '../../random/draw.ts'
import { type Stream, word } from '../../random/stream.ts'

/** Draws without end out of one stream, one after the other: for what is drawn inside of one computation. */
export class Draws {
  readonly #stream: Stream
  #next = 0

  constructor(stream: Stream) {
    this.#stream = stream
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return below(word(this.#stream, this.#next++), n)
  }

  /** `size` different ones of 0 … n − 1, in random order; all of them where there are no more. */
  sample(n: number, size: number): Int32Array {
    const all = Int32Array.from({ length: n }, (_, i) => i)
    const taken = Math.min(n, size)
    for (let i = 0; i < taken; i++) {
      const j = i + this.below(n - i)
      const here = all[i]!
      all[i] = all[j]!
      all[j] = here
    }
    return all.subarray(0, taken)
  }

  /** Any of these rows, as many as they are, some of them more than once. */
  resample(rows: Int32Array): Int32Array {
    return Int32Array.from(rows, () => rows[this.below(rows.length)]!)
  }

  /** Counts with a mean of 1, one a row: how often a bootstrap takes it. */
  weights(rows: number): Uint8Array {
    const weights = new Uint8Array(rows)
    for (let i = 0; i < rows; i++) {
      const drawn = word(this.#stream, this.#next++)
      let count = 0
      while (count < poisson.length && drawn >= poisson[count]!) count++
      weights[i] = count
    }
    return weights
  }
}

/** Where the distribution function of Poisson's law with mean 1 stands, in 32 bits. */
const poisson = (() => {
  const steps: number[] = []
  let chance = Math.exp(-1)
  let sum = chance
  for (let count = 1; count <= 12; count++) {
    steps.push(sum * 4294967296)
    chance /= count
    sum += chance
  }
  return steps
})()
