import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import type { RowSource } from '../row-source.ts'
import type { ColumnProfile, DataProfile } from './data-profile.ts'
import { profileRows } from './profile-rows.ts'

type Row = Readonly<Record<string, unknown>>

function sourceOf(entities: Readonly<Record<string, readonly Row[]>>, batchRows = 100): RowSource {
  return {
    name: 'rows',
    async *batches() {
      for (const [entity, rows] of Object.entries(entities))
        for (let at = 0; at < rows.length; at += batchRows)
          yield batchOf(entity, rows.slice(at, at + batchRows), undefined, at)
    },
  }
}

const many = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at))

/** A column of one entity, by value. */
async function column(values: readonly unknown[], name = 'code'): Promise<ColumnProfile> {
  const profile = await profileRows(sourceOf({ things: values.map((value) => ({ [name]: value })) }))
  return profile.entities[0]!.columns[0]!
}

const customers = many(200, (at) => ({
  id: at + 1,
  region: ['north', 'south', 'west'][at % 3],
  vat: [7, 19, 21][at % 3],
}))
const orders = many(600, (at) => ({
  order_no: Math.floor(at / 4),
  line: at % 4,
  customer_id: ((at * 7) % 200) + 1,
  placed: new Date(Date.UTC(2024, 0, 1 + (at % 300))),
  sent: at % 5 === 0 ? null : new Date(Date.UTC(2024, 0, 1 + (at % 300) + (at % 9))),
}))

test('counts, bounds and quantiles are those of all values, and say of how many', async () => {
  const found = await column([...many(101, (at) => at), null, null])
  expect(found).toMatchObject({
    type: 'integer',
    rows: 103,
    nulls: 2,
    distinct: { count: 101, exact: true, unique: true },
  })
  expect(found.numbers).toMatchObject({ n: 101, min: 0, max: 100, mean: 50, zeros: 1, negatives: 0, decimals: 0 })
  expect(found.numbers?.deviation).toBeCloseTo(29.300170647967224, 12)
  expect(found.numbers?.quantiles).toMatchObject({ n: 101, exact: true, p05: 5, p25: 25, p50: 50, p99: 99 })
})

test.each<[string, readonly unknown[], Partial<ColumnProfile>]>([
  [
    'nothing at all',
    [null, null],
    { type: 'unknown', nulls: 2, distinct: { count: 0, exact: true, error: 0, unique: true } },
  ],
  ['one value', ['x'], { type: 'text', rows: 1, values: [{ value: 'x', count: 1 }] }],
  ['whole numbers and others', [1, 2.5, 3], { type: 'float' }],
  ['values of several types', [1, 'a', true], { type: 'json' }],
  [
    'values of several types, large numbers among them',
    ['a', 12345678901234567890n, { n: [12345678901234567891n] }, 12345678901234567890n],
    { type: 'json', distinct: { count: 3, exact: true, error: 0, unique: false } },
  ],
  ['text of dates', ['2024-02-29', '1999-12-31'], { type: 'text', readsAs: 'date' }],
  ['text of days that are none', ['2024-02-30', '1999-12-31'], { type: 'text', readsAs: undefined }],
  ['text of numbers', ['1', '2.50'], { type: 'text', readsAs: 'decimal' }],
  ['codes that begin with 0', ['007', '12'], { type: 'text', readsAs: undefined }],
  ['a truth, then a date', ['true', '2024-02-29'], { type: 'text', readsAs: undefined }],
])('%s', async (_, values, expected) => {
  expect(await column(values)).toMatchObject(expected)
})

test('a column whose type changes from batch to batch is mixed, and says nothing of numbers', async () => {
  const profile = await profileRows(sourceOf({ things: many(150, (at) => ({ code: at < 100 ? at : `x${at}` })) }))
  expect(profile.entities[0]?.columns[0]).toMatchObject({ type: 'mixed', numbers: undefined, text: undefined })
})

test('a column that comes late was null before', async () => {
  const profile = await profileRows(sourceOf({ things: many(150, (at) => (at < 100 ? { a: at } : { a: at, b: at })) }))
  expect(profile.entities[0]?.columns[1]).toMatchObject({ name: 'b', rows: 150, nulls: 100 })
})

test('shapes say how codes are written', async () => {
  const { text } = await column(many(50, (at) => `AB-${1000 + at}`))
  expect(text).toMatchObject({ n: 50, minLength: 7, maxLength: 7, shapes: [{ shape: 'AA-9999', count: 50 }] })
})

test('lengths count characters, and spaces around are counted', async () => {
  const { text } = await column(['😀', ' a', 'b ', ''])
  expect(text).toMatchObject({ minLength: 0, maxLength: 2, empty: 1, padded: 2 })
})

test('beyond its bound a count is an estimate with its error, and stays near', async () => {
  const rows = many(20_000, (at) => ({ n: (at * 7919) % 10_000 }))
  const bounds = { exact: 1024, unique: 2048 }
  const profile = await profileRows(sourceOf({ things: rows }, 1000), { bounds })
  const { distinct } = profile.entities[0]!.columns[0]!
  expect(distinct).toMatchObject({ exact: false, unique: false })
  expect(distinct.error).toBeLessThan(0.05)
  expect(Math.abs(distinct.count - 10_000)).toBeLessThan(10_000 * 4 * distinct.error)
})

test('of more values than are remembered nobody says that they are unique', async () => {
  const bounds = { exact: 128, unique: 256 }
  const profile = await profileRows(sourceOf({ things: many(1000, (at) => ({ n: at })) }), { bounds })
  expect(profile.entities[0]).toMatchObject({ keys: [], columns: [{ distinct: { exact: false, unique: undefined } }] })
})

test('keys of one and of several columns, and what refers to them', async () => {
  const profile = await profileRows(sourceOf({ customers, orders }))
  expect(entity(profile, 'customers').keys).toEqual([{ columns: ['id'], n: 200 }])
  expect(entity(profile, 'orders').keys).toEqual([{ columns: ['order_no', 'line'], n: 600 }])
  expect(profile.foreignKeys).toEqual([
    {
      child: { entity: 'orders', columns: ['customer_id'] },
      parent: { entity: 'customers', columns: ['id'] },
      n: 200,
      exact: true,
      named: true,
    },
  ])
})

test('columns that are null in a late row are no key together', async () => {
  const late = many(3000, (at) => ({ a: Math.floor(at / 4), b: at === 2500 ? null : at % 4 }))
  expect(entity(await profileRows(sourceOf({ late })), 'late').keys).toEqual([])
})

test('small numbers that stand in a numbered key by chance refer to nothing', async () => {
  const rated = many(300, (at) => ({ stars: (at % 5) + 1 }))
  expect((await profileRows(sourceOf({ customers, rated }))).foreignKeys).toEqual([])
})

test('what is a function of another column, both ways', async () => {
  const profile = await profileRows(sourceOf({ customers }))
  expect(entity(profile, 'customers').dependencies).toEqual([
    { from: 'region', to: 'vat', n: 200, groups: 3 },
    { from: 'vat', to: 'region', n: 200, groups: 3 },
  ])
})

test('orders in time, with how many rows chance alone would have broken', async () => {
  const [ordering] = entity(await profileRows(sourceOf({ orders })), 'orders').orderings
  expect(ordering).toMatchObject({ lesser: 'placed', greater: 'sent', strict: false, n: 480 })
  expect(ordering?.byChance).toBeGreaterThan(200)
})

test('an order that the ranges make anyway is none', async () => {
  const rows = many(500, (at) => ({ low: at % 10, high: 100 + (at % 7) }))
  expect(entity(await profileRows(sourceOf({ rows })), 'rows').orderings).toEqual([])
})

test('values of a personal column are not told', async () => {
  const found = await column(
    many(60, (at) => `person${at % 6}@mail.example`),
    'email',
  )
  expect(found).toMatchObject({ personal: 'email', values: undefined })
})

test('the same rows in other batches give the same profile', async () => {
  expect(await profileRows(sourceOf({ customers, orders }, 7))).toEqual(
    await profileRows(sourceOf({ customers, orders }, 1000)),
  )
})

function entity(profile: DataProfile, name: string) {
  return profile.entities.find((one) => one.name === name)!
}
