import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connect } from '../../database/connect.ts'
import type { Rule } from '../../quality/rules.ts'
import { checkQuality } from '../check-quality.ts'
import { openDataset } from '../open-dataset.ts'

const now = new Date('2026-03-01T12:00:00Z')
const waivers = ['source-can-write']
let folder: string
let postgres: string
let sqlite: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doubts-'))
  postgres = await testDatabase('doubts')
  sqlite = `sqlite:${join(folder, 'doubts.db')}`
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function made(url: string, script: string): Promise<void> {
  await using database = await connect(url)
  await database.execute(script)
}

/** What each way counts: `id considered failed`, and which rules the database counted. */
async function bothWays(url: string, rules: readonly Rule[]) {
  await using opened = await openDataset(url, { waivers })
  const line = ({
    id,
    considered,
    failed,
    message,
  }: {
    id: string
    considered: number
    failed: number
    message: string
  }) => (considered === 0 ? `${id} ${message}` : `${id} ${considered} ${failed}`)
  const read = await checkQuality(opened, rules, { now, by: 'rows' })
  const counted = await checkQuality(opened, rules, { now, by: 'sql' })
  return {
    read: read.results.map(line),
    counted: counted.results.map(line),
    bySql: counted.results.filter(({ by }) => by === 'sql').map(({ id }) => id),
  }
}

test('a column of SQLite with a value that is not of its type is counted by rows, and its neighbours by SQL', async () => {
  await made(
    sqlite,
    `create table "odd ""t" (n integer, d numeric, day date, at timestamp, ok boolean, "sel;ect" text);
     insert into "odd ""t" values
       (1, 1.5, '2024-02-29', '2024-02-29 10:00:00', 1, 'a'), ('two', 'x', '2024-02-30', '2024-02-29T10:00:00Z', 2, 'b'),
       (3.5, 3, '29.02.2024', '2024-02-29 10:00:00.5', 't', x'00ff'), (4, null, 20240229, 'yesterday', 0, 'a');`,
  )
  const on = { entity: 'odd "t' }
  const rules: readonly Rule[] = [
    { type: 'range', id: 'n', ...on, column: 'n', min: 2 },
    { type: 'range', id: 'd', ...on, column: 'd', max: 2 },
    { type: 'range', id: 'day', ...on, column: 'day', max: '2024-03-01' },
    { type: 'range', id: 'at', ...on, column: 'at', min: '2024-01-01' },
    { type: 'expressionTrue', id: 'ok', ...on, expression: 'ok' },
    { type: 'unique', id: 'text', ...on, columns: ['sel;ect'] },
    { type: 'notNull', id: 'null', ...on, column: 'd' },
    { type: 'rowCount', id: 'count', ...on, max: 3 },
    { type: 'type', id: 'type', ...on, column: 'n', is: 'integer' },
  ]
  const { read, counted, bySql } = await bothWays(sqlite, rules)
  expect(counted).toEqual(read)
  expect(read).toEqual(
    expect.arrayContaining(['n 4 2', 'd 3 2', 'day 4 3', 'at 4 1', 'text 4 1', 'null 4 1', 'count 1 1', 'type 4 2']),
  )
  expect(bySql).toEqual(['null', 'count'])
})

test('a clean column of SQLite is counted by SQL, whichever of the usual ways its moments are written', async () => {
  await made(
    sqlite,
    `create table clean (day date, at timestamp, n integer, ok boolean);
     insert into clean values ('2024-02-29', '2024-02-29T10:00:00Z', 3, 1), ('2024-03-02', '2024-03-01 10:00:00', -1, 0), (null, null, null, null);`,
  )
  const on = { entity: 'clean' }
  const { read, counted, bySql } = await bothWays(sqlite, [
    { type: 'range', id: 'day', ...on, column: 'day', max: '2024-03-01' },
    { type: 'range', id: 'at', ...on, column: 'at', max: '2024-02-29T12:00:00' },
    { type: 'pairGreater', id: 'pair', ...on, lesser: 'day', greater: 'at' },
    { type: 'expressionTrue', id: 'expression', ...on, expression: 'ok and n > 0' },
  ])
  expect(read).toEqual(['day 2 1', 'at 2 1', 'pair 2 1', 'expression 2 1'])
  expect(counted).toEqual(read)
  expect(bySql).toEqual(['day', 'at', 'pair', 'expression'])
})

test('a key is looked for by rows where the other table writes it in a way of its own', async () => {
  await made(
    sqlite,
    `create table visits (at timestamp); insert into visits values ('2024-02-29 10:00:00'), ('2024-02-29 11:00:00');
     create table hours (at timestamp); insert into hours values ('2024-02-29 10:00:00.0');`,
  )
  const { read, counted, bySql } = await bothWays(sqlite, [
    { type: 'foreignKey', id: 'hour', entity: 'visits', columns: ['at'], parent: 'hours', parentColumns: ['at'] },
  ])
  expect(read).toEqual(['hour 2 1'])
  expect(counted).toEqual(read)
  expect(bySql).toEqual([])
})

test('types of Postgres that are no plain ones: reals, money, char, enums, domains, collations, huge numerics, views, partitions', async () => {
  await made(
    postgres,
    `create extension citext;
     create type mood as enum ('sad', 'ok');
     create domain positive as integer check (value > 0);
     create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
     create schema "odd ""s";
     create table "odd ""s"."t;" (r real, m money, c char(4), e mood, p positive, l text collate loose, i citext,
       huge numeric, j jsonb, a integer[], u uuid, z timestamptz, o inet, "insert" integer);
     insert into "odd ""s"."t;" values
       (0.1, 1.50, 'ab', 'sad', 1, 'A', 'x', 1e30, 'null', '{1}', '00000000-0000-0000-0000-00000000000a', 'infinity', '10.0.0.1', 1),
       (0.2, -1, 'abc', 'ok', 2, 'a', 'X', 'NaN', '{"a":1}', '{1}', '00000000-0000-0000-0000-00000000000a', '2024-02-29 00:00:00+02', '10.0.0.1', 2),
       (null, null, null, null, null, null, null, null, null, null, null, null, null, null);
     create view seen as select r, c::varchar(9) as c from "odd ""s"."t;";
     create table parts (id integer, day date) partition by range (day);
     create table parts_a partition of parts for values from ('2024-01-01') to ('2024-07-01');
     create table parts_b partition of parts for values from ('2024-07-01') to ('2025-01-01');
     insert into parts select n, date '2024-01-01' + n from generate_series(1, 300) n;`,
  )
  const on = { entity: 'odd "s.t;' }
  const view = { entity: 'seen' }
  const rules: readonly Rule[] = [
    { type: 'range', id: 'real', ...on, column: 'r', min: 0.1, max: 0.1 },
    { type: 'range', id: 'money', ...on, column: 'm', min: 0 },
    { type: 'length', id: 'char', ...on, column: 'c', max: 2 },
    { type: 'inSet', id: 'enum', ...on, column: 'e', values: ['ok', 'other'] },
    { type: 'range', id: 'domain', ...on, column: 'p', max: 1 },
    { type: 'unique', id: 'loose', ...on, columns: ['l'] },
    { type: 'unique', id: 'citext', ...on, columns: ['i'] },
    { type: 'inSet', id: 'loose among', ...on, column: 'l', values: ['a'] },
    { type: 'range', id: 'huge', ...on, column: 'huge', max: 5 },
    { type: 'notNull', id: 'json null', ...on, column: 'j' },
    { type: 'unique', id: 'json', ...on, columns: ['j'] },
    { type: 'unique', id: 'array', ...on, columns: ['a'] },
    { type: 'unique', id: 'uuid', ...on, columns: ['u'] },
    { type: 'range', id: 'zoned', ...on, column: 'z', max: '2024-02-28T22:00:00Z' },
    { type: 'unique', id: 'inet', ...on, columns: ['o'] },
    { type: 'notNull', id: 'inet null', ...on, column: 'o' },
    { type: 'aggregate', id: 'named insert', ...on, column: 'insert', measure: 'sum', min: 4 },
    { type: 'range', id: 'view', ...view, column: 'r', max: 0.15 },
    { type: 'length', id: 'view text', ...view, column: 'c', min: 3 },
    { type: 'unique', id: 'parts', entity: 'parts', columns: ['id'] },
    { type: 'range', id: 'days of parts', entity: 'parts', column: 'day', max: '2024-09-30' },
  ]
  const { read, counted, bySql } = await bothWays(postgres, rules)
  expect(counted).toEqual(read)
  expect(read).toEqual([
    'real 2 1',
    'money 2 1',
    'char 2 1',
    'enum 2 1',
    'domain 2 1',
    'loose 2 0',
    'citext 2 0',
    'loose among 2 1',
    'huge 2 2',
    'json null 3 1',
    'json 2 0',
    'array 2 1',
    'uuid 2 1',
    'zoned 2 1',
    'inet 2 1',
    'inet null 3 1',
    'named insert 1 1',
    'view 2 1',
    'view text 2 1',
    'parts 300 0',
    'days of parts 300 27',
  ])
  const left = ['huge', 'json', 'array', 'inet']
  expect(bySql).toEqual(rules.map(({ id }) => id).filter((id) => !left.includes(id)))
})

test('a rule on what is gone is not evaluated, says so, and says the same by both ways', async () => {
  const { read, counted } = await bothWays(postgres, [
    { type: 'notNull', id: 'column', entity: 'parts', column: 'gone' },
    { type: 'notNull', id: 'entity', entity: 'gone', column: 'id' },
    { type: 'foreignKey', id: 'parent', entity: 'parts', columns: ['id'], parent: 'gone', parentColumns: ['id'] },
    { type: 'foreignKey', id: 'key', entity: 'parts', columns: ['id'], parent: 'seen', parentColumns: ['id'] },
    { type: 'notNull', id: 'where', entity: 'parts', column: 'id', where: 'gone > 1' },
    { type: 'expressionTrue', id: 'case', entity: 'parts', expression: 'ID > 0 and "id" < 1000' },
  ])
  expect(counted).toEqual(read)
  expect(read).toEqual([
    'column gone holds a value: not evaluated, there is no column gone',
    'entity id holds a value: not evaluated, there is no entity gone',
    'parent id of parts is that of a row of gone (id): not evaluated, there is no entity gone',
    'key id of parts is that of a row of seen (id): not evaluated, there is no column id in seen',
    'where id holds a value (where gone > 1): not evaluated, its "where" reads what is no column: gone',
    'case 300 0',
  ])
})

test('what the role may not read is not evaluated and says so; all else is counted', async () => {
  const role = 'understudy_quality_reader'
  await made(
    postgres,
    `create table secret (id integer, name text, pay integer); insert into secret values (1, 'a', 1);
     create table own (id integer, owner text); insert into own values (1, 'me'), (2, 'you');
     alter table own enable row level security; create policy mine on own using (owner = 'me');
     drop role if exists ${role}; create role ${role} login;
     grant select (id, name) on secret to ${role}; grant select on own, parts to ${role};`,
  )
  try {
    await using opened = await openDataset(postgres.replace('postgres@', `${role}@`))
    const { results } = await checkQuality(
      opened,
      [
        { type: 'notNull', id: 'own', entity: 'own', column: 'id' },
        { type: 'rowCount', id: 'parts', entity: 'parts', min: 300 },
        { type: 'notNull', id: 'pay', entity: 'secret', column: 'pay' },
        { type: 'regex', id: 'regex', entity: 'own', column: 'owner', pattern: 'x' },
      ],
      { now },
    )
    expect(results.map(({ outcome }) => outcome)).toEqual(['not evaluated', 'passed', 'not evaluated', 'not evaluated'])
    expect(results[0]?.message).toMatch(/own cannot be read: .*row-level security/)
    expect(results[2]?.message).toMatch(/secret cannot be read: .*permission denied/)
  } finally {
    await made(postgres, `drop owned by ${role}; drop role ${role}`)
  }
})
