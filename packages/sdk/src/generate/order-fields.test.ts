import { expect, test } from 'vitest'
import type { Vector } from '../model/batch.ts'
import { orderFields } from './order-fields.ts'

function days(...values: (number | null)[]): Vector {
  const nulls = Uint8Array.from(values, (value) => (value === null ? 1 : 0))
  return { type: 'date', length: values.length, days: Int32Array.from(values, (value) => value ?? 0), nulls }
}

function read(vector: Vector | undefined): (number | null)[] {
  if (vector?.type !== 'date') throw new TypeError('dates were put in')
  return [...vector.days].map((day, i) => (vector.nulls?.[i] ? null : day))
}

test('free fields exchange their values until none falls, passing over nulls', () => {
  const vectors = new Map([
    ['a', days(9, 1, 5, 3)],
    ['b', days(4, null, 5, 2)],
    ['c', days(7, 0, 1, null)],
  ])
  orderFields(vectors, { fields: ['a', 'b', 'c'], free: new Set(['a', 'b', 'c']) })
  expect(read(vectors.get('a'))).toEqual([4, 0, 1, 2])
  expect(read(vectors.get('b'))).toEqual([7, null, 5, 3])
  expect(read(vectors.get('c'))).toEqual([9, 1, 5, null])
})

test('beside a held field the free one moves to its other side, and the held one stays', () => {
  const held = days(10, 10)
  const vectors = new Map([
    ['from', held],
    ['to', days(4, 15)],
  ])
  orderFields(vectors, { fields: ['from', 'to'], free: new Set(['to']) })
  expect(vectors.get('from')).toBe(held)
  expect(read(vectors.get('to'))).toEqual([16, 15])
})

test('what was given is not written into', () => {
  const given = days(9)
  const vectors = new Map([
    ['a', given],
    ['b', days(1)],
  ])
  orderFields(vectors, { fields: ['a', 'b'], free: new Set(['a', 'b']) })
  expect(read(given)).toEqual([9])
})

test('values that do not compare are left to the row rules', () => {
  const text: Vector = { type: 'text', length: 1, values: ['z'] }
  const vectors = new Map<string, Vector>([
    ['a', text],
    ['b', days(1)],
  ])
  orderFields(vectors, { fields: ['a', 'b'], free: new Set(['a', 'b']) })
  expect(vectors.get('a')).toBe(text)
})
