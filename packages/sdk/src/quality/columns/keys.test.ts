import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { packDictionary } from '../../model/dictionary.ts'
import { hashColumn } from './hash-column.ts'
import { keyColumn } from './key-column.ts'
import { KeySet } from './key-set.ts'
import { KeyTable } from './key-table.ts'

const texts = fc.array(
  fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('0', '-1', '12', '9007199254740991', 'é')),
  {
    minLength: 1,
    maxLength: 20,
  },
)

test('a value has one hash in whichever vector it comes', () => {
  fc.assert(
    fc.property(texts, (values) => {
      const words = values.map((value) => Buffer.from(value).toString())
      const length = words.length
      const plain = hashColumn({ type: 'text', length, values: words })
      const indices = Int32Array.from({ length }, (_, i) => i)
      expect(hashColumn({ type: 'pick', length, indices, dictionary: packDictionary(words) })).toEqual(plain)
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger(), { minLength: 1 }), (numbers) => {
      const length = numbers.length
      const values = numbers.map(String)
      expect(hashColumn({ type: 'int', length, values: Float64Array.from(numbers) })).toEqual(
        hashColumn({ type: 'text', length, values }),
      )
    }),
  )
})

test('keys of several columns are told apart by where their values stand', () => {
  const batch = batchOf('t', [
    { a: 'x', b: 'y' },
    { a: 'y', b: 'x' },
    { a: 'xy', b: '' },
    { a: '', b: 'xy' },
    { a: 'x', b: 'y' },
  ])
  const { low, high } = keyColumn(batch, ['a', 'b'])
  const keys = Array.from(low, (value, i) => `${value} ${high[i]}`)
  expect(new Set(keys).size).toBe(4)
  expect(keys[0]).toBe(keys[4])
})

test('keys of two numbers are told apart', () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => ({ a: i % 200, b: Math.floor(i / 200) * 16 }))
  const { low, high } = keyColumn(batchOf('t', rows), ['a', 'b'])
  const set = new KeySet()
  for (let i = 0; i < rows.length; i++) set.add(low[i]!, high[i]!)
  expect(set.size).toBe(40_000)
})

test('a set and a table of keys hold what they were given, however they grow', () => {
  const set = new KeySet()
  const table = new KeyTable()
  const known = new Map<string, number>()
  let seed = 1
  for (let i = 0; i < 30_000; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    const low = seed % 97 === 0 ? 0 : (seed >>> 8) % 5000
    const high = seed % 89 === 0 ? 0 : (seed >>> 12) % 3
    // A set keeps 0 and 1 beside a high half of 0 as one, as two texts may share a key.
    const name = `${low === 0 && high === 0 ? 1 : low} ${high}`
    expect(set.add(low, high)).toBe(!known.has(name))
    known.set(name, known.get(name) ?? known.size)
    expect(set.has(low, high)).toBe(true)
    table.add(low, high)
  }
  expect(set.size).toBe(known.size)
  expect(set.has(6000, 0)).toBe(false)
  expect(table.get(6000, 1)).toBeUndefined()
  expect(table.get(4999, 2)).toBe(table.add(4999, 2))
})

test('a million different texts have a million different keys', () => {
  const set = new KeySet()
  const column = hashColumn({
    type: 'int',
    length: 1_000_000,
    values: Float64Array.from({ length: 1_000_000 }, (_, i) => i),
  })
  for (let i = 0; i < 1_000_000; i++) set.add(column.low[i]!, column.high[i]!)
  expect(set.size).toBe(1_000_000)
})
