import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { Column, Table } from '../../catalog/definition.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import type { Row } from '../../factory/writer.ts'
import { columnInserts } from './insert-columns.ts'
import { jsonOfRows } from './row-json.ts'
import { statementColumn, statements } from './statements.ts'

/** What goes in by arrays, by VALUES and by JSON is the same, value for value. */

const most = 16 * 1024 * 1024
const options = { most, binary: true }
let database: Database
let table: Table
beforeAll(async () => {
  database = await connect(await testDatabase('insert_columns'))
  await database.execute(`
    create type mood as enum ('so, so', 'fine "really"');
    create table kept (
      i integer, b bigint, n numeric(12, 2), r real, d double precision, yes boolean, t text, v varchar(5), m mood,
      u uuid, day date, at timestamptz(3), local timestamp, clock time, j json, jb jsonb
    );
    create table listed (tags text[]);
    create table called (always integer generated always as identity, name text);
  `)
  table = await named('kept')
})
afterAll(() => database.close())

async function named(name: string): Promise<Table> {
  const { tables } = await analyzeSchema(database)
  return tables.find((one) => one.name === name)!
}

function columnsOf(of: Table, fields: readonly string[]): Column[] {
  return fields.map((field) => of.columns.find(({ name }) => name === field)!)
}

async function kept(): Promise<unknown[]> {
  const rows = await database.query<{ row: string }>('select kept::text as row from kept order by ctid')
  await database.execute('truncate kept')
  return rows.map(({ row }) => row)
}

async function byColumns(rows: readonly Row[], fields: readonly string[], binary = true): Promise<unknown> {
  for (const { text, parameters } of columnInserts(table, columnsOf(table, fields), fields, rows, { most, binary })!) {
    await database.query(text, parameters)
  }
  return kept()
}

async function byJson(rows: readonly Row[], fields: readonly string[]): Promise<unknown> {
  const columns = fields.map((field) => statementColumn(table, field, rows))
  const values = rows.map((row) => fields.map((field) => row[field]))
  await database.query(statements.postgres.insert(table, columns), [jsonOfRows(values, 'objects')])
  return kept()
}

const values: Readonly<Record<string, readonly unknown[]>> = {
  i: [0, -1, 2147483647, '12', 5n, null, undefined],
  b: [9007199254740993n, '9223372036854775807', -0, 1e3],
  n: [1.005, '1.005', 12, 0.1, Number.NaN, 1e9],
  r: [1.5, Number.POSITIVE_INFINITY, 1e-7, 3.4e38],
  d: [Number.NaN, Number.NEGATIVE_INFINITY, 5e-324, 0.1 + 0.2],
  yes: [true, false, 'yes', null],
  t: [
    '',
    ' ',
    'NULL',
    'null',
    '"',
    '\\',
    '{a,b}',
    'a"b\\c,d',
    '\n\t',
    'ü 漢 😀',
    true,
    7,
    new Date(0),
    { a: '"' },
    [1, 'x'],
    new String('x'),
  ],
  v: ['12345', '12345   ', ''],
  m: ['so, so', 'fine "really"', null],
  u: [
    '11111111-1111-4111-8111-111111111111',
    '{22222222-2222-4222-8222-222222222222}',
    '33333333333343338333333333333333',
    'ABCDEFAB-CDEF-4ABC-8DEF-ABCDEFABCDEF',
  ],
  day: ['2024-02-29', 'infinity', new Date(Date.UTC(2020, 1, 2))],
  at: [new Date(Date.UTC(2020, 1, 2, 3, 4, 5, 678)), '2020-01-01T00:00:00.1239Z', '2020-01-01 00:00+02'],
  local: ['2020-01-01T10:00:00.123456', new Date(0)],
  clock: ['10:00:00.5', '24:00'],
  j: [{ a: [1, '"', null] }, [], 'text', 1, true, null, { b: 2n }, new Map([['k', 'v']])],
  jb: [{ z: 1, a: '\\ "' }, ['ü'], 'null', 0.1, false, undefined, new Set([1])],
}

describe('as out of JSON', () => {
  for (const [field, list] of Object.entries(values)) {
    const rows = list.map((value) => ({ [field]: value }))
    test(`${field}, row by row and all at once`, async () => {
      const expected = await byJson(rows, [field])
      expect(await byColumns(rows, [field])).toEqual(expected)
      expect(await byColumns(rows, [field], false)).toEqual(expected)
      const alone: unknown[] = []
      for (const row of rows) alone.push(...((await byColumns([row], [field])) as unknown[]))
      expect(alone).toEqual(expected)
    })
  }
})

test.each([
  ['v', '123456', '22001'],
  ['i', 'twelve', '22P02'],
  ['m', 'none of them', '22P02'],
  ['n', 1e12, '22003'],
])('%s refuses %s however it comes', async (field, value, sqlstate) => {
  const row = { [field]: value }
  for (const rows of [[row], [row, { [field]: null }]]) {
    await expect(byColumns(rows, [field])).rejects.toMatchObject({ details: { sqlstate } })
    await expect(byJson(rows, [field])).rejects.toMatchObject({ details: { sqlstate } })
  }
})

test.each(['a\0b', 'half \ud83d', '\ude00'])(
  'a text that Postgres cannot hold, %j, is left to JSON, which it refuses',
  (text) => {
    expect(columnInserts(table, columnsOf(table, ['t']), ['t'], [{ t: text }, { t: 'x' }], options)).toBeUndefined()
  },
)

test('UUIDs, integers and texts go in as the server holds them, and the nulls among them', async () => {
  const fields = ['u', 'i', 't', 'v']
  const rows = [
    { u: '01234567-89ab-4cde-8f01-23456789abcd', i: -2147483648, t: 'ü 漢 😀', v: 'é"\\' },
    { u: 'ffffffff-ffff-4fff-bfff-ffffffffffff', i: null, t: '', v: null },
    { u: null, i: 7, t: null, v: 'x' },
  ]
  const [only] = columnInserts(table, columnsOf(table, fields), fields, rows, options)!
  expect(only!.parameters.every((one) => one instanceof Uint8Array)).toBe(true)
  const expected = await byJson(rows, fields)
  expect(await byColumns(rows, fields)).toEqual(expected)
})

test('bytes and columns of lists are left to JSON', async () => {
  const listed = await named('listed')
  expect(columnInserts(listed, columnsOf(listed, ['tags']), ['tags'], [{ tags: ['a'] }], options)).toBeUndefined()
  expect(columnInserts(table, columnsOf(table, ['t']), ['t'], [{ t: new Uint8Array(2) }], options)).toBeUndefined()
})

test('a column that is always generated takes the number that was reserved for it', async () => {
  const called = await named('called')
  const fields = ['always', 'name']
  for (const rows of [
    [{ always: 70, name: 'a' }],
    [
      { always: 71, name: 'b' },
      { always: 72, name: 'c' },
    ],
  ]) {
    const [only] = columnInserts(called, columnsOf(called, fields), fields, rows, options)!
    await database.query(only!.text, only!.parameters)
  }
  expect(await database.query('select always from called order by 1')).toEqual([
    { always: 70 },
    { always: 71 },
    { always: 72 },
  ])
})

test('what is too long for one statement goes in by several, and no row is lost', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({ i, t: 'x'.repeat(i) }))
  const several = columnInserts(table, columnsOf(table, ['i', 't']), ['i', 't'], rows, { most: 1000, binary: true })!
  expect(several.length).toBeGreaterThan(4)
  for (const { text, parameters } of several) await database.query(text, parameters)
  expect(await database.query('select count(*) as n, sum(length(t)) as length from kept')).toEqual([
    { n: 100, length: 4950 },
  ])
})
