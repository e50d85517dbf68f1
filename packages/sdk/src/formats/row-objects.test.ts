import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch, Vector } from '../model/batch.ts'
import { batchArbitrary, dictionaryOf } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import { decimalText } from './expected-text.ts'
import { rowsOf, valueAt } from './row-objects.ts'

const decimalAt = (unscaled: number, scale: number) =>
  valueAt({ type: 'decimal', length: 1, unscaled: Float64Array.of(unscaled), scale }, 0)

test('a decimal is a number only where the number has its digits', () => {
  expect(decimalAt(12345, 2)).toBe(123.45)
  expect(decimalAt(12340, 2)).toBe(123.4)
  expect(decimalAt(9007199254740991, 2)).toBe('90071992547409.91')
  expect(decimalAt(9007199254740991, 0)).toBe(9007199254740991)
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat({ max: 25 }), (unscaled, scale) => {
      const value = decimalAt(unscaled, scale)
      const exact = decimalText(BigInt(unscaled), scale)
      if (typeof value === 'string') expect(value).toBe(exact)
      else expect(fixed(String(value), scale)).toBe(fixed(exact, scale))
    }),
    { numRuns: 2000 },
  )
})

/** A number's text with exactly that many digits behind its point. */
function fixed(text: string, scale: number): string {
  const [mantissa = '', exponent = '0'] = text.split('e')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const moved = BigInt(whole + fraction) * 10n ** BigInt(scale + 60)
  const unscaled = moved / 10n ** BigInt(fraction.length + 60 - Number(exponent))
  return `${text.startsWith('-') && unscaled !== 0n ? '-' : ''}${unscaled}`
}

test('each vector has its value, and an absent one is null', () => {
  const one: Record<string, [Vector, unknown]> = {
    int: [{ type: 'int', length: 2, values: Float64Array.of(7, 0) }, 7],
    bigint: [{ type: 'bigint', length: 2, values: BigInt64Array.of(2n ** 53n, 0n) }, 2n ** 53n],
    small: [{ type: 'bigint', length: 2, values: BigInt64Array.of(-5n, 0n) }, -5],
    float: [{ type: 'float', length: 2, values: Float64Array.of(0.5, 0) }, 0.5],
    bool: [{ type: 'bool', length: 2, values: Uint8Array.of(1, 0) }, true],
    date: [{ type: 'date', length: 2, days: Int32Array.of(59, 0) }, '1970-03-01'],
    time: [{ type: 'time', length: 2, micros: Float64Array.of(1_000_001, 0) }, '00:00:01.000001'],
    zoned: [{ type: 'timestamp', length: 2, micros: Float64Array.of(-1, 0), zoned: true }, new Date(-1)],
    unzoned: [
      { type: 'timestamp', length: 2, micros: Float64Array.of(1500, 0), zoned: false },
      '1970-01-01T00:00:00.001500',
    ],
    uuid: [
      { type: 'uuid', length: 2, words: Uint32Array.of(1, 0x23456, 0xffffffff, 0, 0, 0, 0, 0) },
      '00000001-0002-3456-ffff-ffff00000000',
    ],
    pick: [{ type: 'pick', length: 2, indices: Int32Array.of(1, 0), dictionary: dictionaryOf(['a', 'b']) }, 'b'],
    concat: [
      {
        type: 'concat',
        length: 2,
        parts: [
          { type: 'int', length: 2, values: Float64Array.of(4, 0) },
          { type: 'text', length: 2, values: ['x', ''] },
        ],
      },
      '4x',
    ],
    text: [{ type: 'text', length: 2, values: ['x', ''] }, 'x'],
    bytes: [{ type: 'bytes', length: 2, values: [Uint8Array.of(1), Uint8Array.of()] }, Uint8Array.of(1)],
    json: [{ type: 'json', length: 2, values: [{ a: [1] }, null] }, { a: [1] }],
    list: [
      {
        type: 'list',
        length: 2,
        values: [
          { type: 'int', length: 2, values: Float64Array.of(1, 2), nulls: Uint8Array.of(0, 1) },
          { type: 'int', length: 0, values: new Float64Array(0) },
        ],
      },
      [1, null],
    ],
  }
  for (const [name, [vector, value]] of Object.entries(one)) {
    expect(valueAt({ ...vector, nulls: Uint8Array.of(0, 1) }, 0), name).toEqual(value)
    expect(valueAt({ ...vector, nulls: Uint8Array.of(0, 1) }, 1), name).toBeNull()
    expect(rowsOf({ entity: 't', firstRow: 0, length: 2, columns: [{ name, vector }] })[0], name).toEqual({
      [name]: value,
    })
  }
})

test('any name is an own property, in rows that do not share their values', () => {
  const names = ['__proto__', 'constructor', 'toString', '1', '', 'a.b', 'hasOwnProperty']
  const columns = names.map((name, i) => ({
    name,
    vector: { type: 'text', length: 2, values: [`${i}`, `x${i}`] } as const,
  }))
  const [first, second] = rowsOf({ entity: 't', firstRow: 0, length: 2, columns })
  for (const [i, name] of names.entries()) {
    expect(Object.getOwnPropertyDescriptor(first, name)?.value).toBe(`${i}`)
    expect(Object.getOwnPropertyDescriptor(second, name)?.value).toBe(`x${i}`)
  }
  expect(Object.getPrototypeOf(first)).toBe(Object.prototype)
  expect(Object.keys(first!).toSorted()).toEqual(names.toSorted())
})

test('rows made of a batch make the same rows again', () => {
  fc.assert(
    fc.property(
      batchArbitrary({ types: ['int', 'bigint', 'float', 'bool', 'text', 'bytes', 'pick', 'concat', 'uuid', 'date'] }),
      (batch) => {
        const rows = rowsOf(batch)
        const columns = batch.columns.map(({ name }) => ({ name }))
        expect(rowsOf(batchOf('things', rows, columns))).toEqual(rows)
      },
    ),
  )
})

test('a batch without columns has rows without properties', () => {
  const batch: Batch = { entity: 't', firstRow: 0, length: 2, columns: [] }
  expect(rowsOf(batch)).toEqual([{}, {}])
})
