import { expect, test } from 'vitest'
import { canonicalJson, digestOf } from './digest.ts'

test('the same thing has the same digest, in whatever order its fields were set', () => {
  const key = Buffer.from('k')
  expect(digestOf(key, { a: 1, b: { c: [1, 2], d: undefined } })).toBe(digestOf(key, { b: { c: [1, 2] }, a: 1 }))
})

test('another value, another order of a list and another key are another digest', () => {
  const key = Buffer.from('k')
  const digests = [
    digestOf(key, { a: [1, 2] }),
    digestOf(key, { a: [2, 1] }),
    digestOf(key, { a: ['1', 2] }),
    digestOf(Buffer.from('other'), { a: [1, 2] }),
  ]
  expect(new Set(digests).size).toBe(4)
})

test('dates, bytes, big integers and nothing have a text', () => {
  expect(canonicalJson([new Date(0), Uint8Array.of(255), 12n, undefined, null])).toBe(
    '["1970-01-01T00:00:00.000Z",{"bytes":"/w=="},{"integer":"12"},null,null]',
  )
})
