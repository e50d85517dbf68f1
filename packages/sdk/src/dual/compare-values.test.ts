import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { type Alike, compareValues } from './compare-values.ts'
import { ignoredBy } from './ignored.ts'
import { reportText } from './report-text.ts'

const now = Date.parse('2026-05-01T12:00:00Z')
const alike: Alike = {
  ignored: ignoredBy([]),
  own: {
    database: [{ text: 'test_db1', as: '<test id>' }],
    production: [
      { text: 'understudy_test_p1', as: '<test id>' },
      { text: 'understudy_test_', as: '' },
    ],
  },
  run: { from: now - 60_000, to: now + 60_000 },
}
const compared = (database: unknown, production: unknown, more: Partial<Alike> = {}) =>
  compareValues('returned', database, production, { ...alike, ...more })
const kinds = (database: unknown, production: unknown, more: Partial<Alike> = {}) =>
  compared(database, production, more).map(({ path, kind }) => [path, kind])

const one = '6f1c1b9e-6d0f-4c56-9c7e-0d8f5f0b2a01'
const two = '6f1c1b9e-6d0f-4c56-9c7e-0d8f5f0b2a02'
const three = '6f1c1b9e-6d0f-4c56-9c7e-0d8f5f0b2a03'

describe('what counts as alike', () => {
  test.each([
    ['ids of each side', { id: 1, name: 'Ada' }, { id: one, name: 'Ada' }],
    ['a prefix', { name: 'Ada' }, { name: 'understudy_test_Ada' }],
    ['test ids', { email: 'test_db1@example.com' }, { email: 'understudy_test_p1@example.com' }],
    ['ids inside of texts', { email: `${one}@example.com` }, { email: `${two}@example.com` }],
    ['moments of the run', { at: new Date(now) }, { at: '2026-05-01T12:00:30.5Z' }],
    ['one moment in two notations', { at: '2020-01-01 10:00:00+01' }, { at: '2020-01-01T09:00:00Z' }],
    ['digits of a bigint', { total: 12n }, { total: '12' }],
    ['what is undefined and what is not there', { note: undefined }, {}],
    ['functions, which no answer holds', { save() {} }, {}],
    ['sets and lists', { tags: new Set(['a']) }, { tags: ['a'] }],
    ['bytes and their base64', { hash: new Uint8Array([1, 2]) }, { hash: 'AQI=' }],
    ['NaN, as JSON writes it', { share: Number.NaN }, { share: null }],
  ])('%s', (_name, database, production) => {
    expect(compared(database, production)).toEqual([])
  })

  test('references that stand for the same record on both sides', () => {
    const booking = (builder: unknown, booking: unknown) => ({
      builder: { id: builder },
      booking: { id: booking, builder_id: builder, builderId: builder },
    })
    expect(compared(booking(1, 7), booking(one, two))).toEqual([])
  })

  test('anything, to itself', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), (value) => {
        expect(compared(value, value)).toEqual([])
      }),
    )
  })

  test('circles, to circles', () => {
    const circle = () => {
      const node: Record<string, unknown> = { name: 'Ada' }
      node.self = node
      return node
    }
    expect(compared(circle(), circle())).toEqual([])
  })
})

describe('what differs, and where', () => {
  test.each([
    ['a value', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, [['returned.a[0].b', 'value']]],
    ['a type', { a: '1' }, { a: 1 }, [['returned.a', 'type']]],
    ['null and text', { a: null }, { a: 'x' }, [['returned.a', 'type']]],
    ['a list and an object', { a: [] }, { a: {} }, [['returned.a', 'type']]],
    ['only in the database', { a: 1 }, {}, [['returned.a', 'missing']]],
    ['only in production', {}, { 'a b': 1 }, [['returned["a b"]', 'missing']]],
    ['a length', [1, 2, 3], [1, 2], [['returned.length', 'length']]],
    ['an id that is null', { id: 1 }, { id: null }, [['returned.id', 'type']]],
    [
      'a moment that is no moment of the run',
      { at: '2020-01-01T00:00:00Z' },
      { at: '2020-01-01T00:00:01Z' },
      [['returned.at', 'value']],
    ],
    [
      'a moment of the run and another',
      { at: new Date(now) },
      { at: '2020-01-01T00:00:00Z' },
      [['returned.at', 'value']],
    ],
    ['a prefix in the database', { name: 'understudy_test_Ada' }, { name: 'Ada' }, [['returned.name', 'value']]],
  ])('%s', (_name, database, production, expected) => {
    expect(kinds(database, production)).toEqual(expected)
  })

  test('an id that stands for another record', () => {
    const database = [{ id: 1 }, { id: 2 }, { id: 3, parent_id: 1 }]
    const production = [{ id: one }, { id: two }, { id: three, parent_id: two }]
    expect(kinds(database, production)).toEqual([['returned[2].parent_id', 'reference']])
    expect(kinds([{ id: 1 }, { id: 2 }], [{ id: one }, { id: one }])).toEqual([['returned[1].id', 'reference']])
  })

  test('a difference that is planted anywhere is found there, and nowhere else', () => {
    const json = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(json, json, fc.string({ minLength: 1 }), (before, after, name) => {
        const whole = (planted: unknown) => ({ before: [before], planted: { [`x${name}`]: planted }, after })
        const found = compared(whole('one value'), whole('another value'))
        expect(found).toHaveLength(1)
        expect(found[0]?.path.startsWith('returned.planted')).toBe(true)
      }),
    )
  })

  test('names that every object has are fields like others', () => {
    const database = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}')
    const production = JSON.parse('{"__proto__": {"a": 2}, "constructor": 2}')
    expect(kinds(database, production)).toEqual([
      ['returned.__proto__.a', 'value'],
      ['returned.constructor', 'value'],
    ])
    expect(kinds(JSON.parse('{"__proto__": {}}'), {})).toEqual([['returned.__proto__', 'missing']])
  })
})

describe('what the user names', () => {
  const database = { price: 1, items: [{ price: 1, name: 'a' }], meta: { 'x-1': 1 } }
  const production = { price: 2, items: [{ price: 2, name: 'b' }], meta: { 'x-1': 2 } }
  test.each([
    [['price'], ['returned.items[0].name', 'returned.meta["x-1"]']],
    [
      ['items[*].price', 'x-1'],
      ['returned.price', 'returned.items[0].name'],
    ],
    [
      ['items[0].name', 'meta'],
      ['returned.price', 'returned.items[0].price'],
    ],
    [
      ['items[1].name', 'item', 'ice'],
      ['returned.price', 'returned.items[0].price', 'returned.items[0].name', 'returned.meta["x-1"]'],
    ],
    [['*.name'], ['returned.price', 'returned.items[0].price', 'returned.items[0].name', 'returned.meta["x-1"]']],
  ])('ignoring %j leaves %j', (ignore, left) => {
    expect(compared(database, production, { ignored: ignoredBy(ignore) }).map(({ path }) => path)).toEqual(left)
  })

  test('a place that is no place is refused', async () => {
    expect((await failure((async () => ignoredBy(['items[*', '(.*)+']))())).at).toBe('ignore')
  })

  test('values count as what they are made into', () => {
    const normalise: Alike['normalise'] = (value, { side, path }) =>
      side === 'database' && path.endsWith('.active') ? value === 1 : value
    expect(compared({ active: 1 }, { active: true }, { normalise })).toEqual([])
    expect(kinds({ active: 0 }, { active: true }, { normalise })).toEqual([['returned.active', 'value']])
  })
})

test('differences read as lines, one each, whatever is in them', () => {
  const differences = compared(
    { status: 'PENDING', id: 1, gone: 1, list: [1, 2], text: `a\n\u001b[31m${'x'.repeat(500)}` },
    { status: 'pending', id: null, list: [1], text: 'b', more: { a: 1 } },
  )
  const text = reportText(differences, { database: 12.4, production: 80 })
  expect(text.split('\n')).toEqual([
    'The sides differ in 6 places (database 12 ms, production 80 ms):',
    '  returned.status: database "PENDING", production "pending"',
    '  returned.id: database 1, production null',
    '  returned.gone: only in the database: 1',
    '  returned.list.length: database 2, production 1',
    expect.stringMatching(/^ {2}returned\.text: database "a\\n\\u001b\[31mx{90,}…, production "b"$/),
    '  returned.more: only in production: {"a":1}',
  ])
  expect(reportText([], { database: 1, production: 2 })).toBe('Both sides are alike (database 1 ms, production 2 ms).')
})
