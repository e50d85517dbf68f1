import { type Stream, word } from '../../random/stream.ts'
import type { Quantiles } from './data-profile.ts'

/** A uniform sample of numbers of any count, the same for the same numbers in the same order. */
export class Reservoir {
  private readonly values: Float64Array
  private readonly stream: Stream
  private n = 0

  constructor(stream: Stream, size: number) {
    this.stream = stream
    this.values = new Float64Array(size)
  }

  add(value: number): void {
    const { values } = this
    if (this.n < values.length) values[this.n] = value
    else {
      const at = Math.floor((word(this.stream, this.n) / 4294967296) * (this.n + 1))
      if (at < values.length) values[at] = value
    }
    this.n++
  }

  sorted(): Float64Array {
    return this.values.slice(0, Math.min(this.n, this.values.length)).sort()
  }

  /** Undefined where nothing was added. */
  quantiles(): Quantiles | undefined {
    const sorted = this.sorted()
    if (sorted.length === 0) return undefined
    const at = (share: number) => between(sorted, share * (sorted.length - 1))
    return {
      n: sorted.length,
      exact: sorted.length === this.n,
      p01: at(0.01),
      p05: at(0.05),
      p25: at(0.25),
      p50: at(0.5),
      p75: at(0.75),
      p95: at(0.95),
      p99: at(0.99),
    }
  }
}

/** Between two neighbours, in proportion: as numpy and R have it by default. */
function between(sorted: Float64Array, place: number): number {
  const low = Math.floor(place)
  const below = sorted[low]!
  const above = sorted[Math.min(low + 1, sorted.length - 1)]!
  return below + (above - below) * (place - low)
}
