import { parseDecimal } from '../../../model/expression/exact.ts'
import type { ScalarType } from '../../masking-schema.ts'

/** An exact number: unscaled / 10^scale. */
export interface Amount {
  readonly unscaled: bigint
  readonly scale: number
}

/** Undefined where the text is no number in plain digits: NaN, infinities, one with an exponent, or a text. */
export function readAmount(text: string): Amount | undefined {
  if (text.length > 400 || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return undefined
  const decimal = parseDecimal(text)
  return decimal && { unscaled: BigInt(decimal.unscaled), scale: decimal.scale }
}

/** One with an exponent, such as 1e+20: no more than a double holds of it. */
export function readExponential(text: string): number | undefined {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)e[+-]?\d{1,3}$/i.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

/** As values are written when they are masked: without zeros at the end of a fraction. */
export function writeAmount({ unscaled, scale }: Amount): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  const sign = unscaled < 0n ? '-' : ''
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`
}

/** The same number at a finer scale, or rounded half away from zero to a coarser one. */
export function rescaled({ unscaled, scale }: Amount, to: number): Amount {
  if (to >= scale) return { unscaled: unscaled * 10n ** BigInt(to - scale), scale: to }
  return { unscaled: roundedQuotient(unscaled, 10n ** BigInt(scale - to)), scale: to }
}

/** Half away from zero; the divisor is positive. */
export function roundedQuotient(value: bigint, by: bigint): bigint {
  const half = (value < 0n ? -value : value) * 2n + by
  const quotient = half / (2n * by)
  return value < 0n ? -quotient : quotient
}

/** Towards minus infinity. */
export function floorQuotient(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient
}

/** The least and the most that a column holds, at its own scale; undefined where nothing bounds it. */
export function boundsOf({ form, bits, precision }: ScalarType): { least: bigint; most: bigint } | undefined {
  if (form === 'integer') {
    const half = 2n ** BigInt((bits ?? 64) - 1)
    return { least: -half, most: half - 1n }
  }
  if (form !== 'decimal' || precision === undefined) return undefined
  const end = 10n ** BigInt(precision)
  return { least: 1n - end, most: end - 1n }
}

export function within(value: bigint, { least, most }: { least: bigint; most: bigint }): bigint {
  if (value < least) return least
  return value > most ? most : value
}
