import { expect, test } from 'vitest'
import { bytesOf, keptValues } from './kept-values.ts'

test('what becomes of parameters afterwards does not reach those that were kept', () => {
  const day = new Date(0)
  const bytes = Buffer.from('abc')
  const list = [1, 2]
  const object = { a: [1] }
  const kept = keptValues([day, bytes, list, object, 'text', null])
  day.setFullYear(2000)
  bytes[0] = 0
  list.push(3)
  object.a.push(2)
  expect(kept).toEqual([new Date(0), Buffer.from('abc'), [1, 2], '{"a":[1]}', 'text', null])
})

test('what says itself how it is sent is asked by the driver', () => {
  const own = { toPostgres: () => 'own' }
  expect(keptValues([own])).toEqual([own])
})

test('its size is about that of its texts and bytes', () => {
  expect(bytesOf(['x'.repeat(1000), Buffer.alloc(500), [null, 1]])).toBeGreaterThan(1500)
  expect(bytesOf(undefined)).toBeLessThan(100)
})
