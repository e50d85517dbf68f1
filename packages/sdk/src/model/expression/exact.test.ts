import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  add,
  decimalOf,
  divideRounded,
  divideWhole,
  type Exact,
  floorTo,
  formatExact,
  multiply,
  parseDecimal,
  rescale,
} from './exact.ts'

const edges = [0n, 1n, -1n, 5n, 2n ** 52n, 2n ** 53n, -(2n ** 53n), 2n ** 64n]
const whole = fc.oneof(
  fc.constantFrom(...edges),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
)
const exact = (value: bigint): Exact => (Number.isSafeInteger(Number(value)) ? Number(value) : value)
/** Half away from zero, by the definition. */
const rounded = (a: bigint, b: bigint): bigint => {
  const [n, d] = [a < 0n ? -a : a, b < 0n ? -b : b]
  const size = (2n * n + d) / (2n * d)
  return a < 0n === b < 0n ? size : -size
}

test('whole numbers of any size are added, multiplied and divided exactly', () => {
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      expect(add(exact(a), exact(b))).toBe(exact(a + b))
      expect(multiply(exact(a), exact(b))).toBe(exact(a * b))
      if (b === 0n) return
      expect(divideWhole(exact(a), exact(b))).toBe(exact(a / b))
      expect(divideRounded(exact(a), exact(b))).toBe(exact(rounded(a, b)))
    }),
    { numRuns: 2000 },
  )
})

test('digits are cut and added as on paper', () => {
  expect(rescale(125, 2, 1)).toBe(13)
  expect(rescale(-125, 2, 1)).toBe(-13)
  expect(rescale(124, 2, 1)).toBe(12)
  expect(rescale(5, 0, 3)).toBe(5000)
  expect(floorTo(-101, 2)).toBe(-2)
  expect(floorTo(199, 2)).toBe(1)
  expect(parseDecimal('-12.50')).toEqual({ unscaled: -1250, scale: 2 })
  expect(parseDecimal('1.5e3')).toEqual({ unscaled: 1500, scale: 0 })
  expect(parseDecimal('1e-3')).toEqual({ unscaled: 1, scale: 3 })
  expect(parseDecimal('12345678901234567890.1')).toEqual({ unscaled: 123456789012345678901n, scale: 1 })
  expect(['', '.', 'x', '1.2.3', '0x10'].map(parseDecimal)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(decimalOf(0.1)).toEqual({ unscaled: 1, scale: 1 })
  expect(decimalOf(0.1 + 0.2, 15)).toEqual({ unscaled: 3, scale: 1 })
})

test('what is written out reads back', () => {
  fc.assert(
    fc.property(whole, fc.nat(30), (value, scale) => {
      expect(parseDecimal(formatExact(exact(value), scale))).toEqual({ unscaled: exact(value), scale })
    }),
  )
})
