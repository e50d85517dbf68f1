import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteSink, viewOf } from './byte-sink.ts'
import * as digits from './digits.ts'
import { decimalText } from './expected-text.ts'

const bytes = Buffer.alloc(400)
const view = viewOf(bytes)
const text = (end: number) => bytes.toString('latin1', 0, end)

/** Whole numbers with their lengths spread, and what stands beside powers of ten. */
const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.nat({ max: 15 }).chain((power) => fc.constantFrom(-1, 0, 1).map((beside) => 10 ** power + beside)),
  fc.constantFrom(0, 0x7ffffffe, 0x7fffffff, 0x80000000, 2 ** 53, -(2 ** 53), 2 ** 60),
)

test('whole numbers have the digits that BigInt gives them', () => {
  fc.assert(
    fc.property(whole, (value) => {
      expect(text(digits.writeInteger(view, 0, value))).toBe(BigInt(value).toString())
    }),
    { numRuns: 2000 },
  )
})

test('64-bit whole numbers have all their digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.nat({ max: 63 }), (wide, shift) => {
      const value = wide >> BigInt(shift)
      const high = Number(value >> 32n)
      const low = Number(BigInt.asIntN(32, value))
      expect(text(digits.writeInt64(view, 0, high, low))).toBe(value.toString())
    }),
  )
})

test('decimals have exactly as many digits as their scale', () => {
  fc.assert(
    fc.property(whole.filter(Number.isSafeInteger), fc.nat({ max: 40 }), (unscaled, scale) => {
      expect(text(digits.writeDecimal(view, 0, unscaled, scale))).toBe(decimalText(BigInt(unscaled), scale))
    }),
    { numRuns: 2000 },
  )
})

test('floats are the shortest text that reads back the same', () => {
  const short = fc.tuple(fc.maxSafeInteger(), fc.nat({ max: 8 })).map(([n, scale]) => (n % 1e9) / 10 ** scale)
  fc.assert(
    fc.property(fc.oneof(short, fc.double({ noNaN: true, noDefaultInfinity: true })), (value) => {
      expect(text(digits.writeFloat(view, 0, value))).toBe(Object.is(value, -0) ? '-0' : String(value))
    }),
    { numRuns: 2000 },
  )
})

test('no number needs more room than its bound', () => {
  for (const value of [
    -Number.MAX_SAFE_INTEGER,
    -1.2345678901234567e-100,
    -1.2345678901234567e-6,
    -123456789012345680000,
  ]) {
    expect(digits.writeFloat(view, 0, value)).toBeLessThanOrEqual(digits.bounds.float)
  }
  expect(digits.writeInt64(view, 0, -0x80000000, 0)).toBeLessThanOrEqual(digits.bounds.bigint)
})

test('padded numbers have their width', () => {
  expect(text(digits.writePadded(view, 0, 7, 3))).toBe('007')
  expect(text(digits.writePadded(view, 0, 123456789, 9))).toBe('123456789')
  expect(text(digits.writePadded(view, 0, 0, 1))).toBe('0')
})

test('uuids, hexadecimal digits and base64 are those of Buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ maxLength: 50 }), (uuid, value) => {
      const raw = Buffer.from(uuid)
      const words = Uint32Array.from([0, 4, 8, 12].map((at) => raw.readUInt32BE(at)))
      const hex = raw.toString('hex')
      const dashed = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
      expect(text(digits.writeUuid(view, 0, words, 0))).toBe(dashed)
      const sink = new ByteSink()
      const end = digits.writeHex(sink, 0, value)
      expect(Buffer.from(sink.bytes.subarray(0, end)).toString()).toBe(Buffer.from(value).toString('hex'))
      const end64 = digits.writeBase64(sink, 0, value)
      expect(Buffer.from(sink.bytes.subarray(0, end64)).toString()).toBe(Buffer.from(value).toString('base64'))
    }),
  )
})
