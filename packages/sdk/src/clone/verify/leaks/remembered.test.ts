import { expect, test } from 'vitest'
import type { Hash } from './byte-hash.ts'
import { Remembered } from './remembered.ts'

function hash(n: number): Hash {
  const [high, low] = [Math.imul(n, 0x9e3779b1) ^ (n >>> 3), Math.imul(n + 7, 0x85ebca6b) ^ (n << 5)]
  return { high: high >>> 0, low: low >>> 0 }
}

test('nothing is forgotten, and what was never there is hardly ever seen', () => {
  const set = new Remembered(20_000)
  for (let n = 0; n < 20_000; n++) set.add(hash(n))
  let [lost, invented] = [0, 0]
  for (let n = 0; n < 20_000; n++) {
    if (!set.has(hash(n))) lost++
    if (set.has(hash(n + 1_000_000))) invented++
  }
  expect(lost).toBe(0)
  expect(invented).toBeLessThan(20)
})

test('a set that is cleared holds nothing, and as much as is expected then', () => {
  const set = new Remembered(10)
  for (let n = 0; n < 10; n++) set.add(hash(n))
  for (const many of [5, 5000, 300]) {
    set.clear(many)
    const there = () => Array.from({ length: many }, (_, n) => set.has(hash(n))).filter(Boolean).length
    expect(there()).toBe(0)
    for (let n = 0; n < many; n++) set.add(hash(n))
    expect(there()).toBe(many)
  }
})

test('more than it has room for is refused, not forgotten', () => {
  const set = new Remembered(10)
  expect(() => {
    for (let n = 0; n < 100; n++) set.add(hash(n))
  }).toThrow('More is remembered')
})

test('halves that are zero are remembered as every other', () => {
  const set = new Remembered(10)
  expect(set.has({ high: 0, low: 0 })).toBe(false)
  set.add({ high: 0, low: 0 })
  expect(set.has({ high: 0, low: 0 })).toBe(true)
  expect(set.has({ high: 0, low: 8 })).toBe(false)
})

test('what comes often is counted, where a place is shared as well', () => {
  const few = new Remembered(10)
  for (let n = 0; n < 300; n++) few.add({ high: 5, low: n < 3 ? 16 : 24 })
  expect([8, 16, 24].map((low) => few.count({ high: 5, low }))).toEqual([0, 3, 7])
})
