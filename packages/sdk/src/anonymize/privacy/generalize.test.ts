import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generalize } from './generalize.ts'
import { provePrivacy } from './prove-privacy.ts'

/** The demand, counted in another way: for every row, the rows that look like it. */
function looksLike(rows: readonly Record<string, unknown>[], names: readonly string[]) {
  return rows.map((one) => rows.filter((other) => names.every((name) => Object.is(one[name], other[name]))))
}

const people = [
  { age: 23, zip: '12345', ill: 'flu' },
  { age: 25, zip: '12399', ill: 'cold' },
  { age: 31, zip: '12388', ill: 'flu' },
  { age: 47, zip: '70111', ill: 'gout' },
  { age: 52, zip: '70112', ill: 'flu' },
  { age: 58, zip: '70299', ill: 'cold' },
]
const demand = { quasiIdentifiers: ['age', 'zip'], k: 3, sensitive: ['ill'], l: 2 }

describe('the proof', () => {
  test('counts groups, and names neither values nor rows', () => {
    expect(provePrivacy(people, demand)).toEqual({
      passed: false,
      rows: 6,
      groups: 6,
      smallestGroup: 1,
      rowsInSmallGroups: 6,
      diversity: [{ column: 'ill', fewest: 1, groupsBelow: 6 }],
    })
    expect(provePrivacy([{ a: 1 }, { a: 1 }], { quasiIdentifiers: ['a'], k: 2 }).passed).toBe(true)
    expect(provePrivacy([{ a: 1 }, { a: '1' }], { quasiIdentifiers: ['a'], k: 2 }).passed).toBe(false)
    const alike = [
      { a: 1, s: 'x' },
      { a: 1, s: 'x' },
    ]
    expect(provePrivacy(alike, { quasiIdentifiers: ['a'], k: 2, sensitive: ['s'], l: 2 }).passed).toBe(false)
  })

  test('names that objects have already, and absent values, are told apart like any', () => {
    const rows = [JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 2}'), {}]
    expect(provePrivacy(rows, { quasiIdentifiers: ['__proto__'], k: 2 })).toMatchObject({ groups: 3 })
  })
})

describe('generalized rows', () => {
  test('are in groups of k with l values, in ranges and shared starts', () => {
    const { rows, report, accuracy } = generalize(people, demand)
    expect(rows.map(({ age, zip }) => `${age} ${zip}`)).toEqual([
      ...Array(3).fill('23..31 123*'),
      ...Array(3).fill('47..58 70*'),
    ])
    expect(rows.map(({ ill }) => ill)).toEqual(people.map(({ ill }) => ill))
    expect(report).toMatchObject({ passed: true, groups: 2, smallestGroup: 3 })
    expect(accuracy).toBeGreaterThan(0.5)
  })

  test('hold the demand whatever the rows, the same every time, or are refused', () => {
    const values = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(null, undefined))
    const row = fc.record({
      a: values,
      b: fc.constantFrom('red', 'rose', 'green', 'gray', '', null),
      c: fc.constantFrom('2024-01-01', '2024-02-05', '1999-12-31'),
      s: fc.constantFrom('x', 'y', 'z'),
    })
    let held = 0
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 2, max: 3 }),
        (rows, k, l) => {
          const asked = { quasiIdentifiers: ['a', 'b', 'c'], k, sensitive: ['s'], l }
          let made: ReturnType<typeof generalize>
          try {
            made = generalize(rows, asked)
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'PRIVACY_UNMET' })
            expect(rows.length < k || new Set(rows.map(({ s }) => s)).size < l).toBe(true)
            return
          }
          held++
          expect(made.rows).toHaveLength(rows.length)
          for (const alike of looksLike(made.rows, ['a', 'b', 'c'])) {
            expect(alike.length).toBeGreaterThanOrEqual(k)
            expect(new Set(alike.map(({ s }) => s)).size).toBeGreaterThanOrEqual(l)
          }
          expect(generalize(rows, asked).rows).toEqual(made.rows)
          expect(made.accuracy).toBeGreaterThanOrEqual(0)
          expect(made.accuracy).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 150, seed: 9 },
    )
    expect(held).toBeGreaterThan(80)
  })

  test('days stay days, and a column of absent values stays absent', () => {
    const rows = [
      { day: '1980-01-01', none: null },
      { day: '1985-06-30', none: null },
    ]
    expect(generalize(rows, { quasiIdentifiers: ['day', 'none'], k: 2 }).rows[0]).toEqual({
      day: '1980-01-01..1985-06-30',
      none: null,
    })
  })
})
