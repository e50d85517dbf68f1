import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ScalarType } from '../../masking-schema.ts'
import { compileRule } from '../compile-rule.ts'
import { exampleColumn, exampleRow, exampleSetting } from '../example-setting.ts'

type Options = Readonly<Record<string, unknown>>

function maskedAs(type: ScalarType, transform: string, options: Options = {}, columns: readonly string[] = []) {
  const { mask } = compileRule(
    { transform, options },
    { ...exampleColumn('text'), type },
    exampleSetting({ subject: columns.length === 0 ? undefined : { columns, of: 'public.people.id' } }),
  )
  return (text: string, row: Readonly<Record<string, string>> = {}) => mask.value(text, exampleRow(row)) ?? ''
}

const money: ScalarType = { kind: 'scalar', form: 'decimal', precision: 8, scale: 2 }
const small: ScalarType = { kind: 'scalar', form: 'integer', bits: 16 }

describe('noise', () => {
  test('stays within its share, of its sign, at the scale of the column, and is never the value', () => {
    const noisy = maskedAs(money, 'noise', { percent: 20 })
    fc.assert(
      fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), (cents) => {
        const value = cents / 100
        const result = Number(noisy(String(value)))
        if (cents === 0) {
          expect(result).toBe(0)
          return
        }
        expect(result).not.toBe(value)
        expect(Math.sign(result)).toBe(Math.sign(value))
        expect(Math.abs(result - value)).toBeLessThanOrEqual(Math.abs(value) * 0.2 + 0.0101)
        expect(Math.abs(result)).toBeLessThan(1_000_000)
        expect(Math.round(result * 100) / 100).toBe(result)
      }),
      { numRuns: 500, seed: 6 },
    )
  })
  test('stays within what the column holds', () => {
    const noisy = maskedAs(small, 'noise', { amount: 30_000 })
    for (let i = -32_768; i <= 32_767; i += 97) {
      const result = Number(noisy(String(i)))
      expect(result).not.toBe(i)
      expect(result).toBeGreaterThanOrEqual(-32_768)
      expect(result).toBeLessThanOrEqual(32_767)
    }
  })
  test.each([{}, { amount: 50 }, { amount: 1e-9 }])('is never the very number of floating point: %j', (options) => {
    const noisy = maskedAs({ kind: 'scalar', form: 'float' }, 'noise', options)
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => one !== 0)
    fc.assert(
      fc.property(doubles, (value) => {
        expect(Number(noisy(String(value)))).not.toBe(value)
      }),
      { numRuns: 500, seed: 6, examples: [[1e20], [123456789012345680], [0.30000000000000004]] },
    )
  })
  test('by subject: one share for all that a subject has', () => {
    const noisy = maskedAs({ kind: 'scalar', form: 'decimal', scale: 4 }, 'noise', { percent: 50, by: 'subject' }, [
      'id',
    ])
    const shares = ['100', '2500', '999.5'].map((text) => Number(noisy(text, { id: '7' })) / Number(text))
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(1e-5)
    expect(noisy('100', { id: '8' })).not.toBe(noisy('100', { id: '7' }))
  })
  test('a share and an amount together are refused', () => {
    expect(() => maskedAs(money, 'noise', { percent: 1, amount: 1 })).toThrow(
      expect.objectContaining({
        code: 'POLICY_INVALID',
      }),
    )
  })
})

describe('bucket', () => {
  test.each<[Options, string, string]>([
    [{}, '37', '30'],
    [{}, '-3', '-10'],
    [{ width: 0.5 }, '1.74', '1.5'],
    [{ width: 1000, show: 'nearest' }, '1499', '1000'],
    [{ width: 1000, show: 'nearest' }, '1500', '2000'],
    [{ edges: [0, 18, 65] }, '17', '0'],
    [{ edges: [0, 18, 65] }, '99', '65'],
    [{ edges: [0, 18, 65] }, '-5', '0'],
  ])('%j of %s is %s', (options, text, expected) => {
    expect(maskedAs({ kind: 'scalar', form: 'decimal' }, 'bucket', options)(text)).toBe(expected)
  })
  test('text may show the band', () => {
    const text: ScalarType = { kind: 'scalar', form: 'text' }
    expect(maskedAs(text, 'bucket', { width: 10, show: 'band' })('37')).toBe('30-39')
    expect(maskedAs(text, 'bucket', { edges: [0, 18, 65], show: 'band' })('70')).toBe('65+')
    expect(maskedAs(text, 'bucket')('about 37')).toBe('***** **')
  })
  test('an edge beyond what the column holds is drawn in', () => {
    expect(maskedAs(small, 'bucket', { width: 100_000, show: 'nearest' })('32767')).toBe('0')
    expect(maskedAs(small, 'bucket', { width: 50_000, show: 'nearest' })('32767')).toBe('32767')
  })
})

describe('coin and one-of', () => {
  test('a coin falls as often as it is told, and the same for the same subject', () => {
    const coin = maskedAs({ kind: 'scalar', form: 'boolean' }, 'coin', { share: 0.2 }, ['id'])
    const thrown = Array.from({ length: 2000 }, (_, i) => coin(i % 2 === 0 ? 'true' : 'false', { id: String(i) }))
    const heads = thrown.filter((side) => side === 'true').length
    expect(heads).toBeGreaterThan(300)
    expect(heads).toBeLessThan(500)
    expect(coin('true', { id: '5' })).toBe(coin('false', { id: '5' }))
  })
  test('one of a list', () => {
    const pick = maskedAs({ kind: 'scalar', form: 'text' }, 'one-of', { values: ['f', 'm', 'x'] }, ['id'])
    const picked = new Set(Array.from({ length: 50 }, (_, i) => pick('F', { id: String(i) })))
    expect([...picked].sort()).toEqual(['f', 'm', 'x'])
  })
})

describe('label', () => {
  const mood: ScalarType = { kind: 'scalar', form: 'enum', values: ['sad', 'ok', 'happy'] }
  test('every label becomes another one, no two the same', () => {
    const label = maskedAs(mood, 'label')
    const images = ['sad', 'ok', 'happy'].map((text) => label(text))
    expect([...images].sort()).toEqual(['happy', 'ok', 'sad'])
    expect(images.filter((image, i) => image === mood.values?.[i])).toEqual([])
  })
  test('labels that the type does not have are refused', () => {
    expect(() => maskedAs(mood, 'label', { labels: ['sad', 'angry'] })).toThrow(
      expect.objectContaining({
        code: 'TRANSFORM_UNFIT',
      }),
    )
  })
})
