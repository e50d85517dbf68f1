/**
 * Exact whole numbers: plain numbers as far as 2^53, bigints beyond. A decimal is such a number and a scale that is
 * known before any row is read: value = unscaled / 10^scale. Every result is canonical, so that === compares.
 */
export type Exact = number | bigint

function canonical(value: bigint): Exact {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

export function add(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return canonical(BigInt(a) + BigInt(b))
}

export function negate(a: Exact): Exact {
  return typeof a === 'number' ? (a === 0 ? 0 : -a) : canonical(-a)
}

export function multiply(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product
  }
  return canonical(BigInt(a) * BigInt(b))
}

/** Towards zero. */
export function divideWhole(a: Exact, b: Exact): Exact {
  return canonical(BigInt(a) / BigInt(b))
}

/** With the sign of the dividend, as SQL has it. */
export function remainder(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b
    return rest === 0 ? 0 : rest
  }
  return canonical(BigInt(a) % BigInt(b))
}

/** Half away from zero. */
export function divideRounded(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const left = a % b
    const whole = (a - left) / b
    // 2 × |left| is exact where |b| is at most 2^52.
    if (Math.abs(b) <= 2 ** 52) {
      if (2 * Math.abs(left) < Math.abs(b)) return whole === 0 ? 0 : whole
      return a < 0 === b < 0 ? whole + 1 : whole - 1
    }
  }
  const dividend = BigInt(a)
  const divisor = BigInt(b)
  const quotient = dividend / divisor
  const rest = dividend % divisor
  const doubled = (rest < 0n ? -rest : rest) * 2n
  if (doubled < (divisor < 0n ? -divisor : divisor)) return canonical(quotient)
  return canonical(dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n)
}

const smallPowers = Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`))

export function powerOfTen(exponent: number): Exact {
  return smallPowers[exponent] ?? 10n ** BigInt(exponent)
}

/** From one scale to another, half away from zero. */
export function rescale(value: Exact, from: number, to: number): Exact {
  if (to === from) return value
  return to > from ? multiply(value, powerOfTen(to - from)) : divideRounded(value, powerOfTen(from - to))
}

export function floorTo(value: Exact, from: number): Exact {
  const unit = powerOfTen(from)
  const rest = remainder(value, unit)
  const whole = divideWhole(add(value, negate(rest)), unit)
  return rest < 0 ? add(whole, -1) : whole
}

export function toFloat(value: Exact, scale: number): number {
  if (scale === 0) return Number(value)
  const unit = smallPowers[scale]
  return typeof value === 'number' && unit !== undefined ? value / unit : Number(`${value}e-${scale}`)
}

export interface Decimal {
  readonly unscaled: Exact
  readonly scale: number
}

/** undefined where the text is no number. The digits after the point give the scale. */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(text)
  if (!parts || (!parts[2] && !parts[3])) return undefined
  const digits = `${parts[2]}${parts[3]}`
  const scale = parts[3]!.length - Number(parts[4] ?? 0)
  const unscaled = BigInt(`${digits}${'0'.repeat(Math.max(0, -scale))}`)
  return { unscaled: canonical(parts[1] === '-' ? -unscaled : unscaled), scale: Math.max(0, scale) }
}

/** undefined where the number can't be written out in digits: infinities and NaN. */
export function decimalOf(value: number, digits = 17): Decimal | undefined {
  return parseDecimal(digits < 17 ? String(Number(value.toPrecision(digits))) : String(value))
}

export function formatExact(value: Exact, scale: number): string {
  if (scale === 0) return String(value)
  const digits = String(value < 0 ? -value : value).padStart(scale + 1, '0')
  return `${value < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
