import type { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPglite } from '../database/pglite/create-pglite.ts'
import type { Batch } from '../model/batch.ts'
import { anyText, batchArbitrary, storableText } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import { expectedText } from './expected-text.ts'
import { documentOf } from './round-trip.ts'
import { sql } from './sql.ts'

const rowsBatch = (count: number) =>
  batchOf(
    't',
    Array.from({ length: count }, (_, id) => ({ id })),
    [{ name: 'id' }],
  )

test('a statement begins at every multiple of its rows, whatever the slices', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 30 }),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(), { maxLength: 4 }),
      (n, every, cuts) => {
        const batch = rowsBatch(n)
        const document = documentOf(sql, batch, { rowsPerStatement: every, transaction: true }, cuts).toString()
        const statements: string[] = ['BEGIN;\n']
        for (let start = 0; start < n; start += every) {
          const ids = Array.from({ length: Math.min(every, n - start) }, (_, i) => `(${start + i})`)
          statements.push(`INSERT INTO "t" ("id") VALUES\n${ids.join(',\n')};\n`)
        }
        expect(document).toBe(`${statements.join('')}COMMIT;\n`)
      },
    ),
  )
})

test('500 rows are a statement', () => {
  expect(
    documentOf(sql, rowsBatch(1001))
      .toString()
      .match(/INSERT/g),
  ).toHaveLength(3)
})

test('an empty last slice ends the statement of the slices before it', () => {
  const encoder = sql.encoder({ name: 't', columns: [{ name: 'id' }] })
  encoder.batch({ ...batchOf('t', [], [{ name: 'id' }]), firstRow: 7 })
  expect(Buffer.from(encoder.footer()).toString()).toBe(';\n')
  expect(Buffer.from(sql.encoder({ name: 't', columns: [{ name: 'id' }] }).footer()).toString()).toBe('')
})

test('a table may stand in a schema', () => {
  const document = documentOf(sql, rowsBatch(1), { table: ['my "schema"', 'a.b'] }).toString()
  expect(document).toBe('INSERT INTO "my ""schema"""."a.b" ("id") VALUES\n(0);\n')
})

test('what a dialect cannot hold is refused with its place', () => {
  const nul = batchOf('t', [{ a: 'x' }, { a: 'x\0' }])
  expect(() => documentOf(sql, nul)).toThrow(expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't.a, row 1' }))
  const nan = batchOf('t', [{ a: Number.NaN }])
  expect(() => documentOf(sql, nan, { dialect: 'sqlite' })).toThrow(expect.objectContaining({ at: 't.a, row 0' }))
  expect(() => documentOf(sql, batchOf('t', [{ 'a\0': 1 }]))).toThrow(expect.objectContaining({ at: 't' }))
  expect(() => documentOf(sql, { entity: 't', firstRow: 0, length: 1, columns: [] })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't' }),
  )
  expect(() => sql.encoder({ name: 't', columns: [{ name: 'a' }] }, { rowsPerStatement: 0 })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED' }),
  )
})

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

function runInSqlite(batch: Batch, cuts: readonly number[] = []): unknown[][] {
  const database = new Database(':memory:')
  try {
    database.exec(`create table ${quoted(batch.entity)} (${batch.columns.map(({ name }) => quoted(name)).join(', ')})`)
    database.exec(
      documentOf(sql, batch, { dialect: 'sqlite', transaction: true, rowsPerStatement: 3 }, cuts).toString(),
    )
    const query = database.prepare<[], unknown[]>(`select * from ${quoted(batch.entity)} order by rowid`)
    return query.raw().safeIntegers().all()
  } finally {
    database.close()
  }
}

test('SQLite reads every value of every vector as what it is', () => {
  fc.assert(
    fc.property(batchArbitrary({ text: anyText }), fc.array(fc.nat(), { maxLength: 3 }), (batch, cuts) => {
      const expected = Array.from({ length: batch.length }, (_, row) =>
        batch.columns.map(({ vector }) => sqliteValue(vector, row)),
      )
      expect(runInSqlite(batch, cuts)).toEqual(expected)
    }),
  )
})

type Vector = Batch['columns'][number]['vector']

function sqliteValue(vector: Vector, row: number): unknown {
  const text = expectedText(vector, row)
  if (text === null) return null
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return BigInt(text)
    case 'float':
      return sqliteNumber(text)
    case 'decimal':
      return vector.scale === 0 ? BigInt(text) : Number(text)
    case 'bool':
      return text === 'true' ? 1n : 0n
    case 'bytes':
      return Buffer.from(text, 'base64')
    case 'timestamp':
      return vector.zoned ? text : text.replace('T', ' ')
    default:
      return Buffer.from(text).toString()
  }
}

/** A literal without point and exponent is an integer to SQLite, where 64 bits hold it. */
function sqliteNumber(text: string): unknown {
  if (!/^-?\d+$/.test(text)) return Number(text)
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? BigInt(text) : Number(text)
}

test('SQLite keeps a NUL within a text', () => {
  expect(runInSqlite(batchOf('t', [{ a: 'x\0y' }, { a: "'" }]))).toEqual([['x\0y'], ["'"]])
})

test('SQLite has infinities', () => {
  const batch = batchOf('t', [{ a: Number.POSITIVE_INFINITY }, { a: Number.NEGATIVE_INFINITY }])
  expect(runInSqlite(batch)).toEqual([[Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]])
})

describe('in Postgres', () => {
  let database: PGlite
  beforeAll(async () => {
    database = await createPglite()
  })
  afterAll(() => database.close())

  test('texts, names, bytes, JSON and arrays are what they were, whatever standard_conforming_strings says', async () => {
    for (const conforming of ['on', 'off']) {
      await database.exec(`set standard_conforming_strings = ${conforming}; set escape_string_warning = off`)
      const columns = [
        { name: "a'b\\", databaseType: 'text' },
        { name: 'bytes', databaseType: 'bytea' },
        { name: 'json', databaseType: 'jsonb' },
        { name: 'list', databaseType: 'text[]' },
        { name: 'listed', databaseType: 'jsonb' },
      ]
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(storableText, fc.uint8Array({ maxLength: 5 }), storableText), {
            minLength: 1,
            maxLength: 5,
          }),
          async (values) => {
            const rows = values.map(([text, bytes, other]) => ({
              "a'b\\": text,
              bytes: new Uint8Array(bytes),
              json: { [other]: [text, null, 1.5] },
              list: [text, null, other],
              listed: [text, other],
            }))
            await database.exec(
              'drop table if exists "x\\""y"; create table "x\\""y" ("a\'b\\" text, bytes bytea, json jsonb, list text[], listed jsonb)',
            )
            await database.exec(
              documentOf(sql, batchOf('x\\"y', rows, columns), { columns, transaction: true }).toString(),
            )
            const found = await database.query('select * from "x\\""y"')
            expect(found.rows).toEqual(rows)
          },
        ),
        { numRuns: 25 },
      )
    }
  })

  test('every other type is read as the value that it is', async () => {
    await database.exec(
      `create table v (i int, big bigint, f float8, d numeric, b bool, day date, t time, ts timestamp, tz timestamptz, u uuid)`,
    )
    const columns = [
      ['i', 'integer'],
      ['big', 'bigint'],
      ['f', 'double precision'],
      ['d', 'numeric'],
      ['b', 'boolean'],
      ['day', 'date'],
      ['t', 'time without time zone'],
      ['ts', 'timestamp without time zone'],
      ['tz', 'timestamp with time zone'],
      ['u', 'uuid'],
    ].map(([name = '', databaseType]) => ({ name, databaseType }))
    const rows = [
      [
        '-5',
        '-9223372036854775808',
        '0.125',
        '-0.0010',
        't',
        '0044-03-15 BC',
        '23:59:59.5',
        '2020-02-29 00:00:00',
        '1900-12-31 23:59:59.000001+00',
        '123e4567-e89b-12d3-a456-426614174000',
      ],
      [
        '7',
        '9007199254740993',
        'NaN',
        '90071992547409.91',
        'f',
        '12345-12-31',
        '24:00:00',
        'infinity',
        '-infinity',
        '00000000-0000-0000-0000-000000000000',
      ],
      columns.map(() => null),
    ]
    const objects = rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])))
    await database.exec(`set timezone = utc; ${documentOf(sql, batchOf('v', objects, columns), { columns })}`)
    const texts = columns.map(({ name }) => `${name}::text`).join(', ')
    const found = await database.query(`select ${texts} from v`, [], { rowMode: 'array' })
    expect(found.rows).toEqual(
      rows.map((row) => row.map((text) => (text === 't' ? 'true' : text === 'f' ? 'false' : text))),
    )
  })
})
