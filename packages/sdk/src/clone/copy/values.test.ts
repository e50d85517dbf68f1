import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { testCopy } from '../../../test/clone/copy-context.ts'
import { failure } from '../../../test/failure.ts'
import type { RowValues } from '../../anonymize/transform.ts'
import { connect } from '../../database/connect.ts'
import { copyPostgres } from './copy-postgres.ts'

const columns = {
  small: 'smallint',
  medium: 'integer',
  large: 'bigint',
  single: 'real',
  twice: 'double precision',
  exactly: 'numeric',
  money: 'numeric(12, 2)',
  yes: 'boolean',
  day: 'date',
  clock: 'time',
  moment: 'timestamp',
  zoned: 'timestamptz',
  uuid: 'uuid',
  words: 'text',
  short: 'varchar(20)',
  padded: 'char(8)',
  mood: 'mood',
  bytes: 'bytea',
  plain: 'json',
  parsed: 'jsonb',
  positive: 'positive',
} as const

const rows = [
  `-32768, -2147483648, -9223372036854775808, 'NaN', '-Infinity', 'NaN', 0.10, false, '-infinity', '00:00', 'infinity', '-infinity',
   '00000000-0000-0000-0000-000000000000', '', E'\\t\\n\\\\', 'a', 'it''s', '', '{"a":  1}', '{"b": [1, "ä"]}', 1`,
  `32767, 2147483647, 9223372036854775807, 0.1, 1e300, 123456789012345678901234567890.0001, -99.90, true, '0044-03-15 BC', '23:59:59.999999',
   '0044-03-15 12:00:00.5 BC', '2024-02-29 23:59:59.999999+02', 'FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF', E'Zoë \\U0001F600 \\\\N', E'\\\\N', 'b  c', 'ok',
   E'\\\\x00ff', 'null', '"x"', 2`,
  `0, 0, 0, 3.4028235e38, -0.0, 0, 1000000, true, '9999-12-31', '24:00', '1969-12-31 23:59:59.000001', '1900-01-01 00:00:00+00',
   '12345678-9abc-def0-1234-56789abcdef0', E'a\\rb\\vc\\fd\\be', 'x', '        ', 'ok', E'\\\\xdeadbeef', '[]', '{}', 3`,
  Object.keys(columns)
    .map((_, at) => (at === 20 ? '4' : 'null'))
    .join(', '),
]
const declared = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
const script = `
create type mood as enum ('ok', 'it''s');
create domain positive as integer check (value > 0);
create type pair as (a integer, b text);
create table kept (id integer primary key, ${declared.join(', ')});
create table as_text (id integer primary key, ${declared.join(', ')}, pair pair);
${rows.map((row, id) => `insert into kept values (${id}, ${row}); insert into as_text values (${id}, ${row}, '(1,"a b")');`).join('\n')}
`

test('every value is seen in one form, in binary and as text, and comes back as it was', async () => {
  const [from, to] = [await testDatabase('values'), await testDatabase('values')]
  await using source = await connect(from)
  await using target = await connect(to)
  await source.execute(script)
  const seen: Record<string, Record<string, string[]>> = { kept: {}, as_text: {} }
  const masks = (table: string) =>
    Object.fromEntries(
      Object.keys(columns).map((column) => [
        column,
        {
          value: (text: string, row: RowValues) => {
            seen[table]![column] = [...(seen[table]![column] ?? []), `${row.text('id')}: ${text}`]
            return text
          },
          reads: ['id'],
        },
      ]),
    )
  const { context } = await testCopy(from, to, {
    masks: { 'public.kept': masks('kept'), 'public.as_text': masks('as_text') },
  })
  expect(context.plan.tables.map(({ table, transfer }) => [table, transfer])).toEqual([
    ['public.as_text', 'text'],
    ['public.kept', 'binary'],
  ])

  await copyPostgres(context)

  for (const table of ['kept', 'as_text']) {
    const all = `select t::text as row from ${table} t order by id`
    expect(await target.query(all)).toEqual(await source.query(all))
  }
  expect(seen.as_text).toEqual(seen.kept)
  expect(seen.kept).toMatchObject({
    exactly: ['0: NaN', '1: 123456789012345678901234567890.0001', '2: 0'],
    money: ['0: 0.1', '1: -99.9', '2: 1000000'],
    single: ['0: NaN', '1: 0.1', '2: 3.4028235e+38'],
    twice: ['0: -Infinity', '1: 1e+300', '2: 0'],
    zoned: ['0: -infinity', '1: 2024-02-29T21:59:59.999999Z', '2: 1900-01-01T00:00:00Z'],
    moment: ['0: infinity', '1: 0044-03-15T12:00:00.5 BC', '2: 1969-12-31T23:59:59.000001'],
    padded: ['0: a', '1: b  c', '2: '],
    yes: ['0: false', '1: true', '2: true'],
  })
})

test.each([
  ['small', '32768', 'range'],
  ['medium', '1.5', 'whole number'],
  ['day', '2023-02-29', 'date'],
  ['uuid', 'secret', 'UUID'],
  ['yes', 'maybe', 'true'],
])('a mask of %s that gives what the column cannot hold is named, and its value is not', async (column, value, why) => {
  const [from, to] = [await testDatabase('misfit'), await testDatabase('misfit')]
  await using source = await connect(from)
  await source.execute(script)
  const { context } = await testCopy(from, to, { masks: { 'public.kept': { [column]: { value: () => value } } } })
  const thrown = await failure(copyPostgres(context))
  expect(thrown).toMatchObject({ code: 'MASKING_FAILED', details: { table: 'public.kept', column } })
  expect(thrown.message).toContain(why)
  expect(JSON.stringify(thrown)).not.toContain(value)
})

test('what a transform throws is not passed on, for it may hold the value', async () => {
  const [from, to] = [await testDatabase('thrown'), await testDatabase('thrown')]
  await using source = await connect(from)
  await source.execute(script)
  const fails = {
    value(text: string): string {
      throw new Error(`bad value ${text}`)
    },
  }
  for (const table of ['public.kept', 'public.as_text']) {
    const { context } = await testCopy(from, to, { masks: { [table]: { uuid: fails } } })
    const thrown = await failure(copyPostgres(context))
    expect(thrown).toMatchObject({ code: 'MASKING_FAILED', details: { table, column: 'uuid' } })
    expect(thrown.cause).toBeUndefined()
    expect(`${thrown.message}${thrown.stack}`).not.toContain('bad value')
    await using target = await connect(to)
    await target.execute('drop schema public cascade; create schema public')
  }
})

test('a value of many megabytes passes, beside the row that it is in', async () => {
  const [from, to] = [await testDatabase('large'), await testDatabase('large')]
  await using source = await connect(from)
  await using target = await connect(to)
  await source.execute(`
    create table notes (id integer primary key, body text, name text);
    insert into notes select n, case when n = 2 then repeat('0123456789abcdef', 1500000) else 'short' end, 'n' || n from generate_series(1, 3) n;
  `)
  const { context } = await testCopy(from, to, {
    masks: { 'public.notes': { name: { value: (text) => text.toUpperCase() } } },
  })
  await copyPostgres(context)
  const all = 'select id, md5(body) as body, upper(name) as name from notes order by id'
  expect(await target.query(all)).toEqual(await source.query(all))
})
