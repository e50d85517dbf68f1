import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { below } from '../../random/draw.ts'
import { streamOf, substream, word } from '../../random/stream.ts'
import type { FieldType } from '../schema.ts'
import { compileCheck, compileExpression, type Operands, unsupportedIn } from './evaluate.ts'
import { operandOfField } from './operand.ts'
import { parseExpression } from './parse.ts'

const columns: Readonly<Record<string, { type: FieldType; database: string; values: readonly (string | number)[] }>> = {
  i: { type: 'integer', database: 'INTEGER', values: [0, 1, -1, 2, 5, 7, 10, 100, -2147483648] },
  j: { type: 'integer', database: 'INTEGER', values: [0, 1, 3, 5, -10] },
  r: { type: 'decimal', database: 'NUMERIC(10,2)', values: [0, 0.1, 0.3, 1.5, 2.5, -2.5, 59.97, 19.99] },
  t: {
    type: 'text',
    database: 'TEXT',
    values: ['', 'a', 'A', 'abc', 'ABC', 'a_c', '100%', 'x@y.org', ' pad ', '12', '-3x', 'AB-12', '2020-01-01'],
  },
  Name: { type: 'text', database: 'NVARCHAR(20)', values: ['a', 'abc', 'B', 'z', 'pending'] },
  b: { type: 'boolean', database: 'BOOLEAN', values: [0, 1] },
  d: { type: 'date', database: 'DATE', values: ['2020-01-01', '2020-02-29', '1999-12-31', '1969-07-20'] },
  ts: {
    type: 'timestamp',
    database: 'DATETIME',
    values: ['2020-01-01 00:00:00', '2020-02-29 13:14:15', '1969-12-31 23:59:59'],
  },
  doc: { type: 'json', database: 'TEXT', values: ['{"a":1}', '{"a":"x","b":[1,2]}', '[1,2,3]', '"text"', 'true'] },
}

const conditions = [
  'i >= 0 AND i <= 5',
  'i == 5 OR i != 7 AND b',
  'NOT i',
  'i IS 5',
  'i IS NOT 5',
  'i IS NOT NULL AND j NOTNULL',
  't NOT NULL',
  'b IN (0, 1)',
  'b = 1',
  'b = TRUE',
  'b',
  '(i > 1) + (j > 1) = 1',
  'i / 2 = 2',
  'i / j > 1',
  'r / 2 = 1.25',
  'i % 3 = 1',
  'r * 3 = 59.97',
  'r + 0.2 = 0.3',
  'r BETWEEN 0.1 AND 2.5',
  'r = round(r, 1)',
  'round(r) = 3',
  'CAST(r AS INTEGER) = 2',
  'CAST(t AS INTEGER) = 12',
  't + 1 > 12',
  "t LIKE 'A%'",
  "t NOT LIKE '%@%'",
  "t LIKE '100!%' ESCAPE '!'",
  "t GLOB 'A*'",
  "t GLOB '[A-Z][A-Z]-[0-9]*'",
  "t NOT GLOB '*[^0-9]*'",
  'length(t) = 3',
  "trim(t) = 'pad'",
  "substr(t, 2, 1) = 'b'",
  "substr(t, -1) = 'c'",
  "instr(t, '@') > 1",
  'lower(t) = lower("Name")',
  'name = t',
  "[Name] IN ('a', 'abc')",
  "`Name` || i = 'a1'",
  't < Name',
  "t COLLATE NOCASE = 'ABC'",
  "typeof(i) = 'integer'",
  "typeof(t) = 'text'",
  "d >= '2020-01-01'",
  'd < ts',
  'length(d) = 10',
  "d LIKE '____-__-29'",
  'date(d) = d',
  'date(t) IS NOT NULL',
  "date(ts) > '2000-01-01'",
  "strftime('%Y', d) = '2020'",
  "CAST(strftime('%m', d) AS INTEGER) = 2",
  'julianday(ts) - julianday(d) > 100',
  'datetime(ts) = ts',
  'json_valid(doc)',
  "json_type(doc) = 'object'",
  "doc ->> '$.a' = 'x'",
  "json_extract(doc, '$.b[1]') = 2",
  'json_array_length(doc) = 3',
  "iif(i > 5, t, Name) = 'abc'",
  "ifnull(t, Name) = 'abc'",
  'max(i, j) = min(i, j)',
  "coalesce(nullif(t, ''), 'none') = 'none'",
  "CASE WHEN i > 5 THEN 'high' WHEN i > 1 THEN 'mid' END = 'mid'",
  'abs(i) > 5',
  "t IN ('a', 'abc', NULL)",
  'i IN ()',
  "i > '3'",
  't = 12',
  "i = 'abc'",
  "i <> 'abc'",
  "j < 'abc'",
  "b <> 'no'",
  "d <> 'soon'",
]

/** The same for all rows but those that are null. */
const alike = new Set(['i IN ()'])

const rows = Array.from({ length: 100 }, (_, row) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, { values }]) => {
      const draw = below(word(substream(streamOf('sqlite expressions'), name), row), values.length + 1)
      return [name, values[draw] ?? null]
    }),
  ),
)
const operands: Operands = new Map(
  Object.entries(columns).map(([name, field]) => [
    name,
    operandOfField({ ...field, scale: 2 }, (row) => {
      const value = rows[row]?.[name]
      return field.type === 'json' && typeof value === 'string' ? JSON.parse(value) : value
    }),
  ]),
)

const database = new Database(':memory:')
const names = Object.keys(columns)
const definitions = names.map((name) => `${name} ${columns[name]?.database}`)
database.exec(`create table sample (row integer primary key, ${definitions.join(', ')})`)
const insert = database.prepare(`insert into sample values (?, ${names.map(() => '?').join(', ')})`)
rows.forEach((row, i) => {
  insert.run(i, ...names.map((name) => row[name]))
})
afterAll(() => database.close())

function asSqlite(expression: string): unknown[] {
  return database.prepare(`select (${expression}) from sample order by row`).pluck().all()
}

const sqlite = { dialect: 'sqlite' } as const

describe('agrees with SQLite in every row', () => {
  test.each(conditions)('%s', (condition) => {
    const expected = asSqlite(`(${condition}) is true or (case when (${condition}) is null then null else false end)`)
    const holds = compileCheck(parseExpression(condition), operands, sqlite)
    const found = rows.map((_, row) => holds(row))
    expect(found).toEqual(expected.map((value) => (value === null ? null : value === 1)))
    if (!alike.has(condition)) expect(new Set(expected).size, 'the rows tell nothing apart').toBeGreaterThan(1)
  })
})

test('text in double quotes that names no column is a string, as SQLite takes it', () => {
  const condition = 't = "abc"'
  const holds = compileCheck(parseExpression(condition), operands, sqlite)
  const expected = rows.map(({ t }) => (t === null ? null : t === 'abc'))
  expect(rows.map((_, row) => holds(row))).toEqual(expected)
  expect(unsupportedIn(parseExpression(condition), operands)).toEqual(['field abc'])
})

test('the values that SQLite computes are given, not only whether they hold', () => {
  for (const expression of ['i * 2 + j', 'r * 2', "upper(t) || '!'", "strftime('%d.%m.%Y', d)", 'substr(t, 2)']) {
    const result = compileExpression(parseExpression(expression), operands, sqlite)
    expect(
      rows.map((_, row) => result.at(row)),
      expression,
    ).toEqual(asSqlite(expression))
  }
})
