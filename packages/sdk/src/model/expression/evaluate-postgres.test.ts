import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { below } from '../../random/draw.ts'
import { streamOf, substream, word } from '../../random/stream.ts'
import type { FieldType } from '../schema.ts'
import { compileCheck, compileExpression, type Operands } from './evaluate.ts'
import { operandOfField } from './operand.ts'
import { parseExpression } from './parse.ts'
import { writeText } from './write-text.ts'

const columns: Readonly<
  Record<string, { type: FieldType; scale?: number; database: string; values: readonly unknown[] }>
> = {
  i: { type: 'integer', database: 'integer', values: [0, 1, -1, 2, 5, 7, 10, 100, -2147483648, 2147483647] },
  j: { type: 'integer', database: 'bigint', values: [0, 1, 3, 5, 10, '9007199254740993', '-9007199254740993'] },
  n: {
    type: 'decimal',
    scale: 2,
    database: 'numeric(12,2)',
    values: ['0.00', '0.10', '0.30', '1.01', '2.50', '-2.50', '19.99', '59.97', '99999.99'],
  },
  m: {
    type: 'decimal',
    scale: 2,
    database: 'numeric(12,2)',
    values: ['0.10', '0.20', '3.00', '1.01', '2.50', '-0.01', '1000000000.00'],
  },
  f: { type: 'float', database: 'double precision', values: [0, 0.1, 0.3, 1.5, 2.5, -2.5, 1e10, 123456.789] },
  t: {
    type: 'text',
    database: 'text',
    values: [
      '',
      'a',
      'A',
      'abc',
      'ABC',
      'a_c',
      '100%',
      'x@y.org',
      ' pad ',
      '漢 字',
      '😀x',
      '12',
      '-3',
      'M',
      'F',
      'AB-1234-CD',
      'pending',
    ],
  },
  u: {
    type: 'text',
    database: 'character varying(20)',
    values: ['', 'a', 'abc', 'b', 'B', 'z', '字', '12.5', 'pending', 'M'],
  },
  b: { type: 'boolean', database: 'boolean', values: [true, false] },
  d: { type: 'date', database: 'date', values: ['2020-01-01', '2020-02-29', '1999-12-31', '2024-12-30', '1969-07-20'] },
  e: { type: 'date', database: 'date', values: ['2020-01-01', '2020-03-01', '2000-01-01', '2021-01-03'] },
  ts: {
    type: 'timestamp',
    database: 'timestamp',
    values: ['2020-01-01 00:00:00', '2020-02-29 13:14:15.123456', '1969-12-31 23:59:59', '2020-01-01 00:00:01'],
  },
  tz: {
    type: 'timestamptz',
    database: 'timestamptz',
    values: ['2020-01-01T00:00:00Z', '2020-02-29T13:14:15.5+02:00', '1999-12-31T22:00:00-03:00'],
  },
  h: { type: 'time', database: 'time', values: ['00:00:00', '13:14:15', '23:59:59.5'] },
  g: {
    type: 'uuid',
    database: 'uuid',
    values: ['00000000-0000-0000-0000-000000000000', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  },
  doc: {
    type: 'json',
    database: 'jsonb',
    values: [{ a: 1 }, { a: 'x', b: [1, 2] }, [1, 2, 3], 'text', 5, true, { a: null, kind: 'k' }, {}],
  },
  tags: { type: 'list', database: 'text[]', values: [[], ['a'], ['a', 'b'], ['c', null], ['x', 'y', 'z']] },
}

const conditions = [
  'i >= 0 AND i <= 5',
  'i < 0 OR i > 5 OR b',
  'NOT (i = 5 OR b)',
  'i BETWEEN 1 AND 10',
  'i NOT BETWEEN symmetric 10 AND 1',
  'i IN (1, 2, NULL)',
  'i NOT IN (1, 2, 5)',
  'i = ANY (ARRAY[1, 5, 7])',
  'j <> ALL (ARRAY[1, 5]::bigint[])',
  'i < ANY (ARRAY[1, NULL])',
  'j > 9007199254740992',
  'j = 9007199254740993',
  'j + 1 > j',
  'i::bigint * 3 = j * 3',
  'i % 3 = -1 OR i % 3 = 1',
  'i / 2 = 2',
  '(i::bigint * i) >= 49',
  'n = 0.30',
  'n * 3 = 59.97',
  'n + m = 0.30',
  'n * m = 0.01',
  'n * m >= 2.5 * n',
  'round(n * m, 1) = n',
  'round(n / nullif(m, 0), 2) <= 2.5',
  'n / 3 = 0.1',
  'n / 8 = 0.3125',
  'n * 2 / 0.5 > 7 / nullif(n, 0)',
  'n = round(n)',
  'floor(n) = ceil(n)',
  'abs(n) > 2 AND sign(n) = -1',
  'trunc(n, 1) = n',
  'n::integer = 3',
  'f::bigint = 2',
  'f = n',
  'f + 0.2::double precision > 0.3',
  'f::numeric = n',
  'mod(i, 4) = 3',
  'greatest(i, 5) = least(i, 5)',
  "t = 'abc'",
  "t < 'a'",
  'lower(t) = lower(u)',
  "t LIKE 'a%'",
  "t NOT LIKE '%@%'",
  "t ILIKE 'A_C'",
  "t LIKE 'a\\_c'",
  "t LIKE '100!%' ESCAPE '!'",
  "t LIKE ANY (ARRAY['a%', '%c'])",
  "t SIMILAR TO '(a|A)(b|_)%'",
  "t ~ '^[A-Z]{2}-\\d{4}-[A-Z]{2}$'",
  "t ~* '^[[:digit:]a]+$'",
  "t !~ '[0-9]'",
  "t ~ '^\\w+@[a-zA-Z0-9.-]+\\.[a-zA-Z]{2,}$'",
  "t !~* 'A.C'",
  'length(t) = 3',
  'octet_length(t) > char_length(t)',
  "btrim(t) <> t OR trim(both 'a' from t) = 'bc'",
  "t || u = 'abc'",
  "(t || '-' || i) = 'a-1'",
  "substring(t from 2 for 2) = 'bc'",
  "left(t, 1) = 'a' AND right(t, -1) <> ''",
  "position('c' in t) = 3",
  'upper(t) = t',
  "t IN ('M', 'F')",
  "t = ANY (ARRAY['M'::text, 'F'::text])",
  "(t)::text = ANY ((ARRAY['M'::character varying, 'F'::character varying])::text[])",
  "t <> 'pending' OR d IS NOT NULL",
  "COALESCE(t, u, 'none') <> 'a'",
  "NULLIF(t, 'a') IS NULL",
  'b IS TRUE',
  'b IS NOT FALSE',
  '(i > 5) IS UNKNOWN',
  'i IS DISTINCT FROM j',
  't IS NOT DISTINCT FROM u',
  'num_nonnulls(i, t, d) = 2',
  'num_nulls(i, t, d) < 2',
  'd IS NULL OR e IS NULL OR e >= d',
  "d >= '2020-01-01'",
  "d > '2020-01-01'::date AND d < '2020-12-31'::date",
  'd < ts',
  "ts >= '2020-01-01 00:00:01'",
  "tz > '2020-01-01 00:00:00+00'::timestamp with time zone",
  "ts - interval '1 day' < d",
  'd + 30 > e',
  'e - d > 100',
  "d + interval '1 month' = '2020-03-29'",
  "ts - d > interval '10 hours'",
  'EXTRACT(year FROM d) >= 2000',
  "date_part('dow', d) IN (0, 6)",
  'EXTRACT(week FROM d) = 1',
  'EXTRACT(doy FROM e) = 61',
  'EXTRACT(epoch FROM ts) < 0',
  'EXTRACT(hour FROM h) < 13',
  "date_trunc('month', ts) = '2020-02-01'",
  "(ts AT TIME ZONE 'UTC') = '2020-01-01 00:00:00+00'",
  "h >= '13:14:15'::time without time zone",
  "g = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
  "g <> '00000000-0000-0000-0000-000000000000'::uuid",
  "jsonb_typeof(doc) = 'object'",
  "doc ->> 'a' = 'x'",
  "(doc -> 'b' ->> 0) = '1'",
  "doc ? 'a'",
  'doc @> \'{"b": [2]}\'',
  "doc @> '[2]'",
  "doc #>> '{b,1}' = '2'",
  "doc ?| ARRAY['kind', 'b']",
  'cardinality(tags) > 0',
  'array_length(tags, 1) IS NULL',
  "tags @> ARRAY['a']",
  "tags && ARRAY['b', 'c']",
  "tags <@ ARRAY['a', 'b']",
  "'a' = ANY (tags)",
  'tags[1] = t',
  "tags = '{a,b}'",
  "CASE WHEN i > 5 THEN t = 'abc' WHEN i IS NULL THEN b ELSE NULL END",
  "CASE t WHEN 'a' THEN 1 WHEN 'abc' THEN 2 ELSE 3 END = 2",
  '(i, t) IS NOT NULL OR true',
]

const values = [
  'i::bigint + j',
  'n * m',
  'n - m',
  'round(n * 1.19, 2)',
  'round(n / 0.8, 2)',
  'round(m / 7, 3)',
  'n::integer',
  'round(f)',
  'i::text',
  'n::text',
  'd::text',
  'ts::text',
  'b::text',
  "t || ':' || n",
  'concat(t, i, NULL, b)',
  "concat_ws('-', t, u)",
  "split_part(t, '-', 2)",
  "lpad(t, 5, 'xy')",
  "replace(t, 'a', 'b')",
  'initcap(t)',
  'upper(u)',
  'substring(t, 0, 3)',
  'length(u)',
  'd - e',
  'd + 1',
  "ts + interval '1 month 2 days 03:04:05'",
  'tags::text',
  'coalesce(i, j, 0)',
  'greatest(d, e)',
  'CASE WHEN b THEN n ELSE m END',
  'tags[2]',
  "doc ->> 'a'",
]

const rowCount = 120
const rows = Array.from({ length: rowCount }, (_, row) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, { values }]) => {
      const draw = below(word(substream(streamOf('expressions'), name), row), values.length + 1)
      return [name, values[draw] ?? null]
    }),
  ),
)
const operands: Operands = new Map(
  Object.entries(columns).map(([name, field]) => [name, operandOfField(field, (row) => rows[row]?.[name])]),
)

let client: pg.Client
beforeAll(async () => {
  client = new pg.Client({ connectionString: await testDatabase('expressions') })
  await client.connect()
  await client.query("set timezone = 'UTC'")
  const definitions = Object.entries(columns).map(([name, { database }]) => `${name} ${database}`)
  await client.query(`create table sample (row integer primary key, ${definitions.join(', ')})`)
  const names = Object.keys(columns)
  for (const [row, values] of rows.entries()) {
    const bound = names.map((name) =>
      columns[name]?.type === 'json' && values[name] !== null ? JSON.stringify(values[name]) : values[name],
    )
    const places = names.map((_, i) => `$${i + 2}`)
    await client.query(`insert into sample values ($1, ${places.join(', ')})`, [row, ...bound])
  }
})
afterAll(() => client.end())

async function asPostgres(expression: string): Promise<unknown[]> {
  const { rows: found } = await client.query(`select (${expression})::text as value from sample order by row`)
  return found.map(({ value }: { value: unknown }) => value)
}

const evaluable = conditions.filter((condition) => !condition.includes('(i, t)'))

describe('agrees with Postgres in every row, as written and as Postgres prints it back', () => {
  test.each(evaluable)('%s', async (condition) => {
    const expected = (await asPostgres(condition)).map((value) => (value === null ? null : value === 'true'))
    const holds = compileCheck(parseExpression(condition), operands)
    expect(rows.map((_, row) => holds(row))).toEqual(expected)
    expect(new Set(expected).size, 'the rows tell nothing apart').toBeGreaterThan(1)

    await client.query(`alter table sample add constraint printed check (${condition}) not valid`)
    const { rows: printed } = await client.query<{ text: string }>(
      "select pg_get_expr(conbin, conrelid) as text from pg_constraint where conname = 'printed'",
    )
    await client.query('alter table sample drop constraint printed')
    const again = compileCheck(parseExpression(printed[0]!.text), operands)
    expect(
      rows.map((_, row) => again(row)),
      printed[0]!.text,
    ).toEqual(expected)
  })
})

describe('gives the value that Postgres gives', () => {
  test.each(values)('%s', async (expression) => {
    const expected = await asPostgres(expression)
    const result = compileExpression(parseExpression(expression), operands)
    const found = rows.map((_, row) => {
      const value = result.at(row)
      return value === null ? null : writeText(value, result, 'postgres')
    })
    expect(found).toEqual(expected)
  })
})

test('a row that Postgres would refuse does not pass', async () => {
  const condition = parseExpression('n / i > 1')
  const holds = compileCheck(condition, operands)
  const zero = rows.findIndex(({ i, n }) => i === 0 && n !== null)
  expect(holds(zero)).toBe(false)
  await expect(client.query('select n / i from sample where row = $1', [zero])).rejects.toThrow('division by zero')
})
