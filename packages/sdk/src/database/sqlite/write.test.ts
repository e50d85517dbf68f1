import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import {
  batchArbitrary,
  dictionaryOf,
  rawText,
  repeatBatch,
  sliceBatch,
  wellFormed,
} from '../../formats/arbitrary-batch.ts'
import { expectedText } from '../../formats/expected-text.ts'
import type { Batch, Vector } from '../../model/batch.ts'
import type { Database } from '../adapter.ts'
import { connect } from '../connect.ts'

let db: Database
beforeEach(async () => {
  db = await connect('sqlite::memory:')
  return () => db.close()
})

const ints = (values: readonly number[]): Vector => ({
  type: 'int',
  length: values.length,
  values: Float64Array.from(values),
})
const counted = (length: number): Vector => ({
  type: 'int',
  length,
  values: Float64Array.from({ length }, (_, i) => i + 1),
})
const batchOf = (...vectors: readonly Vector[]): Batch => ({
  entity: 't',
  firstRow: 0,
  length: vectors[0]!.length,
  columns: vectors.map((vector, i) => ({ name: `c${i}`, vector })),
})

/** Loads into a table of columns without types, and reads it back. */
async function stored(batches: readonly Batch[]): Promise<unknown[][]> {
  const columns = batches[0]!.columns.map((_, i) => `c${i}`)
  await db.execute(`drop table if exists t; create table t (${columns.join(', ')})`)
  await db.load({ name: 't' }, columns, batches)
  return (await db.query<Record<string, unknown>>('select * from t order by rowid')).map((row) => Object.values(row))
}

/** Few enough for a statement of one row; for statements of several and a rest; for code made for the batch. */
const lengths = fc.constantFrom(1, 47, 131, 1100)

test('texts are what they should read as, in batches of any length', async () => {
  const texts = batchArbitrary({
    types: ['date', 'time', 'timestamp', 'uuid', 'concat'],
    text: fc.oneof(rawText.map(wellFormed), fc.stringMatching(/^[a-z]{0,20}$/)),
  })
  await fc.assert(
    fc.asyncProperty(texts, lengths, async (few, length) => {
      fc.pre(few.length > 0)
      const batch = repeatBatch(few, length)
      const expected = Array.from({ length }, (_, row) =>
        batch.columns.map(({ vector }) => {
          const text = expectedText(vector, row)
          return vector.type === 'timestamp' && !vector.zoned ? (text?.replace('T', ' ') ?? null) : text
        }),
      )
      expect(await stored([batch])).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test('several rows a statement store what a row a statement stores', async () => {
  await fc.assert(
    fc.asyncProperty(batchArbitrary({ text: rawText.map(wellFormed) }), async (few) => {
      fc.pre(few.length > 0)
      const batch = repeatBatch(few, 130)
      const alone = Array.from({ length: batch.length }, (_, row) => sliceBatch(batch, row, row + 1))
      expect(await stored([batch])).toEqual(await stored(alone))
    }),
    { numRuns: 40 },
  )
})

test('a text of two bytes a character stands beside one of one', async () => {
  const words = dictionaryOf(['Łódź', 'plain', '', '日本', '🙂'])
  const parts: Extract<Vector, { type: 'concat' }>['parts'] = [
    { type: 'pick', length: 5, indices: Int32Array.of(0, 1, 2, 3, 4), dictionary: words },
    { type: 'int', length: 5, values: Float64Array.of(1, 2, 3, 4, 5) },
  ]
  const read = await stored([batchOf({ type: 'concat', length: 5, parts })])
  expect(read.flat()).toEqual(['Łódź1', 'plain2', '3', '日本4', '🙂5'])
})

test('a table of many columns, and one of none that is given, take rows', async () => {
  const wide = await stored([batchOf(...Array.from({ length: 300 }, () => counted(3)))])
  expect(wide).toEqual([1, 2, 3].map((n) => Array(300).fill(n)))
  await db.execute('create table plain (a default 7)')
  await db.load({ name: 'plain' }, [], [{ entity: 'plain', firstRow: 0, length: 300, columns: [] }])
  expect(await db.query('select sum(a) as s from plain')).toEqual([{ s: 2100 }])
})

test('a row that refers to a later one of its own table is refused wherever it stands', async () => {
  await db.execute('create table Nodes (id integer primary key, parent integer references nodes)')
  const load = (parents: readonly number[]) =>
    db.load({ name: 'nodes' }, ['id', 'parent'], [batchOf(counted(parents.length), ints(parents))])
  const earlier = Array.from({ length: 200 }, (_, i) => Math.max(1, i))
  for (const at of [0, 7, 59, 60, 150]) {
    const parents = earlier.with(at, at + 2)
    await expect(load(parents)).rejects.toMatchObject({ code: 'CONSTRAINT_VIOLATED' })
  }
  expect(await load(earlier)).toEqual({ rows: 200 })
})

test('triggers, defaults and conflict clauses work row by row', async () => {
  await db.execute(`
    create table seen (n, before);
    create table t (
      n integer unique on conflict ignore,
      token text default (hex(randomblob(8)))
    );
    create trigger skip before insert on t when new.n % 10 = 0 begin select raise(ignore); end;
    create trigger watch after insert on t begin insert into seen select new.n, count(*) from t; end;
  `)
  const twice = Array.from({ length: 400 }, (_, i) => Math.floor(i / 2))
  await db.load({ name: 't' }, ['n'], [batchOf(ints(twice))])
  expect(await db.query('select count(*) as n, count(distinct token) as tokens from t')).toEqual([
    { n: 180, tokens: 180 },
  ])
  expect(
    await db.query(
      'select count(*) as wrong from (select before, row_number() over () as r from seen) where before <> r',
    ),
  ).toEqual([{ wrong: 0 }])
})
