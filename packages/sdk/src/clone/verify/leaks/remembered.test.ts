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

test('what there is no room for is given away, and nothing else', () => {
  const given = new Set<string>()
  const set = new Remembered(1000, (high, low) => given.add(`${high} ${low}`))
  for (let n = 0; n < 20_000; n++) set.add(hash(n % 10_000))
  set.settle()
  const held = Array.from({ length: 10_000 }, (_, n) => set.has(hash(n)))
  expect(held.filter(Boolean).length).toBeGreaterThanOrEqual(1000)
  expect(held.filter(Boolean).length).toBeLessThan(1500)
  for (const [n, isHeld] of held.entries()) {
    const { high, low } = hash(n)
    expect(isHeld).not.toBe(given.has(`${high} ${low}`))
  }
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

test('a hash is found at its place', () => {
  const set = new Remembered(1000)
  for (let n = 1; n < 200; n++) set.add({ high: n, low: n * 8 }, 1023)
  const found = Array.from({ length: 300 }, (_, n) => set.has({ high: n + 1, low: (n + 1) * 8 }, 1023))
  expect(found.lastIndexOf(true)).toBe(198)
  expect(found.filter(Boolean)).toHaveLength(199)
})
