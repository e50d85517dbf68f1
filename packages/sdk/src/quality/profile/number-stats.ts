import type { Stream } from '../../random/stream.ts'
import type { NumberProfile } from './data-profile.ts'
import { Reservoir } from './reservoir.ts'

/** A sample of so many numbers stands for all of a column's; fewer are all there. */
const quantileSample = 8192

/** Minimum, maximum, mean and spread of numbers that come one by one. Mean and spread are Welford's, so that they stay exact. */
export class NumberStats {
  readonly sample: Reservoir
  private n = 0
  private mean = 0
  private squares = 0
  private min = Number.POSITIVE_INFINITY
  private max = Number.NEGATIVE_INFINITY
  private zeros = 0
  private negatives = 0
  private notFinite = 0
  private decimals = 0

  constructor(stream: Stream) {
    this.sample = new Reservoir(stream, quantileSample)
  }

  add(value: number): void {
    if (!Number.isFinite(value)) {
      this.notFinite++
      return
    }
    this.n++
    const before = value - this.mean
    this.mean += before / this.n
    this.squares += before * (value - this.mean)
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
    if (value === 0) this.zeros++
    if (value < 0) this.negatives++
    if (this.decimals < 7) this.decimals = decimalsOf(value, this.decimals)
    this.sample.add(value)
  }

  /** Undefined where no number was finite. */
  end(): NumberProfile | undefined {
    const quantiles = this.sample.quantiles()
    if (quantiles === undefined) return undefined
    const { n, min, max, mean, zeros, negatives, notFinite, decimals } = this
    const deviation = n > 1 ? Math.sqrt(this.squares / (n - 1)) : 0
    return { n, min, max, mean, deviation, zeros, negatives, notFinite, decimals, quantiles }
  }
}

/** At least so many as before; 7 where six digits are not enough. */
function decimalsOf(value: number, before: number): number {
  let decimals = before
  while (decimals < 7) {
    const scaled = value * 10 ** decimals
    if (Math.abs(scaled - Math.round(scaled)) <= Math.abs(scaled) * 1e-13) return decimals
    decimals++
  }
  return decimals
}
