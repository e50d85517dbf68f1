/**
 * Logarithm, exponential and the normal curve out of + - * / and Math.floor alone: IEEE 754 fixes those to the last
 * bit, while Math.log, Math.exp and Math.pow may differ from one engine version to the next.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** 2^-1075 to 2^1023, each made of the one before: exact. */
const LOWEST = -1075
const powersOfTwo = new Float64Array(1023 - LOWEST + 1)
for (let exponent = 0, power = 1; exponent <= 1023; exponent++, power *= 2) powersOfTwo[exponent - LOWEST] = power
for (let exponent = -1, power = 0.5; exponent >= LOWEST; exponent--, power /= 2) powersOfTwo[exponent - LOWEST] = power

/** 1, 1/2, 1/6, 1/24 …: the Taylor series of e^r, as many as count for r below 0.35. */
const TAYLOR = new Float64Array(15)
for (let n = 0, factor = 1; n < TAYLOR.length; n++, factor /= n) TAYLOR[n] = factor
/** 1/21, 1/19 … 1/3: the series of artanh. */
const ARTANH = Float64Array.of(21, 19, 17, 15, 13, 11, 9, 7, 5, 3).map((n) => 1 / n)

/** The natural logarithm of a positive number: m * 2^e with m near 1, then the series of artanh. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  let m = x
  let exponent = 0
  for (; m >= 4294967296; exponent += 32) m /= 4294967296
  for (; m < 2.3283064365386963e-10; exponent -= 32) m *= 4294967296
  for (; m >= 2 * Math.SQRT1_2; exponent++) m /= 2
  for (; m < Math.SQRT1_2; exponent--) m *= 2
  const s = (m - 1) / (m + 1)
  const q = s * s
  let sum = 0
  for (let i = 0; i < ARTANH.length; i++) sum = (sum + ARTANH[i]!) * q
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * (1 + sum))
}

/** e^x: x = k ln 2 + r, then the Taylor series of r. */
export function exp(x: number): number {
  if (x > 709.78) return Number.POSITIVE_INFINITY
  if (x < -745.2) return 0
  const k = Math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 0
  for (let n = TAYLOR.length - 1; n >= 0; n--) sum = sum * r + TAYLOR[n]!
  // In two steps, for 2^k itself may lie beyond what a number holds while the product does not.
  const half = Math.floor(k / 2)
  return sum * powersOfTwo[half - LOWEST]! * powersOfTwo[k - half - LOWEST]!
}

/** base^exponent for a base that is not negative. */
export function pow(base: number, exponent: number): number {
  return base === 0 ? (exponent === 0 ? 1 : 0) : exp(exponent * ln(base))
}

/** The share of the standard normal curve below x, to 10^-7 (Abramowitz and Stegun 26.2.17). */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = 0.3989422804014327 * exp((-x * x) / 2) * series
  return x < 0 ? tail : 1 - tail
}

/** The x below which the share p of the standard normal curve lies, to 10^-9 of x (Acklam's rational approximation). */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  if (p < 0.02425) return tailQuantile(p)
  if (p > 0.97575) return -tailQuantile(1 - p)
  const q = p - 0.5
  const r = q * q
  const above =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239
  const below =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1
  return (above * q) / below
}

function tailQuantile(p: number): number {
  const q = Math.sqrt(-2 * ln(p))
  const above =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783
  const below =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1
  return above / below
}
