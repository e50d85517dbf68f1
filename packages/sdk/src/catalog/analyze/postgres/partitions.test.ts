import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { connectPostgres } from '../../../database/postgres/connect.ts'
import { analyzeSchema } from '../../analyze.ts'

const database = await connectPostgres(await testDatabase('partitions'))
afterAll(() => database.close())

async function tables(script: string) {
  await database.execute(`drop schema public cascade; create schema public; ${script}`)
  const { tables } = await analyzeSchema(database)
  return Object.fromEntries(tables.map((table) => [table.name, table]))
}

const value = (text: string) => ({ kind: 'value', value: text })

test('ranges of several columns keep open ends apart from values', async () => {
  const found = await tables(`
    create table t (at timestamptz, n int, x text) partition by range (at, n, x);
    create table one partition of t
      for values from ('2022-01-01 00:00+02', minvalue, minvalue) to ('2022-02-01 00:00+00', -5, e'MAXVALUE''s, (\\\\ odd)');
    create table rest partition of t default`)
  expect(found.t).toMatchObject({
    kind: 'partitioned',
    partitionKey: { strategy: 'range', elements: [{ column: 'at' }, { column: 'n' }, { column: 'x' }] },
    bound: null,
  })
  expect(found.one).toMatchObject({ kind: 'partition', parents: [{ schema: 'public', name: 't' }], partitionKey: null })
  expect(found.one?.bound).toEqual({
    kind: 'range',
    from: [value('2021-12-31 22:00:00+00'), { kind: 'minimum' }, { kind: 'minimum' }],
    to: [value('2022-02-01 00:00:00+00'), value('-5'), value("MAXVALUE's, (\\ odd)")],
  })
  expect(found.rest?.bound).toEqual({ kind: 'default' })
})

test('lists may hold null, and strings that look like it', async () => {
  const found = await tables(`
    create table t (x text, n numeric) partition by list (x);
    create table one partition of t for values in (null, 'NULL', 'a''b', 'c, d');
    create table u (n numeric) partition by list (n);
    create table two partition of u for values in (1.50, -2)`)
  expect(found.one?.bound).toEqual({ kind: 'list', values: [null, 'NULL', "a'b", 'c, d'] })
  expect(found.two?.bound).toEqual({ kind: 'list', values: ['1.50', '-2'] })
})

test('hashes know modulus and remainder', async () => {
  const found = await tables(`
    create table t (x text) partition by hash (x);
    create table one partition of t for values with (modulus 4, remainder 3)`)
  expect(found.one?.bound).toEqual({ kind: 'hash', modulus: 4, remainder: 3 })
})

test('keys may be expressions, and partitions be divided again', async () => {
  const found = await tables(`
    create table t (x text, at date, n int) partition by range (lower(x) collate "C", extract(year from at), n);
    create table one partition of t for values from ('a', 2020, 1) to ('b', 2021, 2) partition by hash (n);
    create table two partition of one for values with (modulus 1, remainder 0)`)
  const elements = found.t?.partitionKey?.elements ?? []
  expect(elements[0]).toEqual({ expression: 'lower(x) COLLATE "C"' })
  expect(elements[1]).toEqual({ expression: 'EXTRACT(year FROM at)' })
  expect(elements[2]).toEqual({ column: 'n' })
  expect(found.one).toMatchObject({
    kind: 'partition',
    partitionKey: { strategy: 'hash', elements: [{ column: 'n' }] },
  })
  expect(found.two?.parents).toEqual([{ schema: 'public', name: 'one' }])
})
