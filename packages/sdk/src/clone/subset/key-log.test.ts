import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyLog } from './key-log.ts'

test('a log is a set that keeps the order, of numbers and of any texts', () => {
  const key = fc.oneof(
    fc.integer({ min: -50, max: 50 }).map(String),
    fc.maxSafeInteger().map(String),
    fc.constantFrom('01', '-0', '1.0', '9007199254740993', 'a', ''),
  )
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
      const log = new KeyLog()
      const isNew = keys.map((one) => log.add(one))
      const distinct = [...new Set(keys)]
      expect(isNew.filter(Boolean)).toHaveLength(distinct.length)
      expect(log.slice(0, log.size)).toEqual(distinct)
      expect(new Set(log.sorted().slice(0, log.size))).toEqual(new Set(distinct))
    }),
  )
})

test('it grows, and finds every number again', () => {
  const log = new KeyLog()
  const numbers = Array.from({ length: 20_000 }, (_, i) => String((i * 2654435761) % 4294967296))
  for (const number of numbers) expect(log.add(number)).toBe(true)
  for (const number of numbers) expect(log.add(number)).toBe(false)
  expect(log.size).toBe(20_000)
})
