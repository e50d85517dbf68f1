import { expect, test } from 'vitest'
import { valueReader } from '../formats/row-objects.ts'
import { rowRange, streamOf } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import { kinds, makerOf } from '../values/registry.ts'
import { looseKinds, numberKinds, textKinds, timeKinds } from './kind-names.ts'

const typeOf = new Map<string, string>([
  ...textKinds.map((name): [string, string] => [name, 'string']),
  ...numberKinds.map((name): [string, string] => [name, 'number']),
  ...timeKinds.map((name): [string, string] => [name, 'Date']),
  ...looseKinds.map((name): [string, string] => [name, 'anything']),
  ['boolean', 'boolean'],
])

test('every kind stands in a list of kind-names.ts, and nothing else does', () => {
  const names = kinds().map(({ name }) => name)
  expect(names.filter((name) => !typeOf.has(name))).toEqual([])
  expect([...typeOf.keys()].filter((name) => !names.includes(name))).toEqual([])
})

test('every kind makes values of its type', () => {
  const wrong = kinds().flatMap(({ name, examples }) => {
    const expected = typeOf.get(name)
    if (expected === 'anything') return []
    const context = { stream: streamOf(1), record: streamOf(2), unique: false, locale: localeOf('en') }
    const unset = { maxLength: undefined, type: undefined, distribution: undefined }
    const read = valueReader(makerOf(name, { ...examples?.[0] }, { ...context, ...unset }).make(rowRange(0, 20)))
    const values = Array.from({ length: 20 }, (_, i) => read(i))
    const made = new Set<string>(values.map((value) => (value instanceof Date ? 'Date' : typeof value)))
    return made.size === 1 && made.has(expected ?? '') ? [] : [`${name}: ${[...made].join(', ')}`]
  })
  expect(wrong).toEqual([])
})
