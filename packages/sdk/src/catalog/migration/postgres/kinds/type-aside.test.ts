import { expect, test } from 'vitest'
import { runSteps } from '../../../../../../../test/schema/run-steps.ts'
import { thereAndBack } from '../../../../../test/postgres-rules/there-and-back.ts'
import { analyzeSchema } from '../../../analyze.ts'
import { compareSchemas } from '../../../diff/compare-schemas.ts'
import { needsOf } from '../needs.ts'
import { planPostgres } from '../plan.ts'
import { freeName } from './free-name.ts'

const { database, empty } = await thereAndBack('type_aside', {})

/** Plans from the one script to the other, runs the plan over the data, and answers what is in the table then. */
async function moved(a: string, b: string, data: string, read: string): Promise<unknown[]> {
  await empty()
  await database.execute(b)
  const wanted = await analyzeSchema(database)
  await empty()
  await database.execute(a)
  await database.execute(data)
  const { steps, refused } = planPostgres(await analyzeSchema(database), wanted)
  expect(refused).toEqual([])
  await runSteps(database, steps)
  const left = compareSchemas(await analyzeSchema(database), wanted)
  expect([left.added, left.removed, left.changed]).toEqual([[], [], []])
  return database.query(read)
}

const long = 'x'.repeat(63)

test('an enum loses a value under a table, a view, a default and an index', async () => {
  const around = `create table item (id int, mood mood default 'ok', moods mood[], check (mood <> 'fine')); create index on item (mood);
    create view shown as select id, mood from item where mood = 'ok'; create table mood_old ();
    create function told(m mood) returns mood language sql immutable begin atomic; select m; end`
  const rows = await moved(
    `create type mood as enum ('sad', 'ok', 'fine'); ${around}`,
    `create type mood as enum ('fine', 'ok'); ${around}`,
    `insert into item values (1, 'ok', '{ok,fine}'), (2, null, null)`,
    `select id, mood, moods::text as moods from item order by id`,
  )
  expect(rows).toEqual([
    { id: 1, mood: 'ok', moods: '{ok,fine}' },
    { id: 2, mood: null, moods: null },
  ])
})

test('a domain has another base, and names may be as long as they can be', async () => {
  const around = `create table item (id int, size ${long})`
  const rows = await moved(
    `create domain ${long} as smallint; ${around}`,
    `create domain ${long} as bigint check (value > 0); ${around}`,
    `insert into item values (1, 5)`,
    `select * from item`,
  )
  expect(rows).toEqual([{ id: 1, size: 5 }])
})

test('a range moves with its multirange and what makes them', async () => {
  const around = `create table item (id int, one span, many "The Spans"); create view shown as select span(1, 2), one from item`
  const rows = await moved(
    `create type span as range (subtype = float8, multirange_type_name = "The Spans"); ${around}`,
    `create type span as range (subtype = float8, subtype_diff = float8mi, multirange_type_name = "The Spans"); ${around}`,
    `insert into item values (1, '[1,2)', '{[1,2),[3,4)}')`,
    `select id, one::text, many::text from item`,
  )
  expect(rows).toEqual([{ id: 1, one: '[1,2)', many: '{[1,2),[3,4)}' }])
})

test('a composite type that is stored has an attribute of another type', async () => {
  const around = `create table item (id int, price price)`
  const rows = await moved(
    `create type price as (amount integer, currency text); ${around}`,
    `create type price as (amount numeric, currency varchar(3)); ${around}`,
    `insert into item values (1, row(5, 'EUR')), (2, null)`,
    `select id, price::text from item order by id`,
  )
  expect(rows).toEqual([
    { id: 1, price: '(5,EUR)' },
    { id: 2, price: null },
  ])
})

test('stored values keep the order of their attributes', async () => {
  const around = `create table item (id int, price price)`
  const rows = await moved(
    `create type price as (amount integer, kind text); ${around}`,
    `create type price as (kind text, amount text); ${around}`,
    `insert into item values (1, row(5, 'x'))`,
    `select (price).amount, (price).kind from item`,
  )
  expect(rows).toEqual([{ amount: '5', kind: 'x' }])
})

test('a name beside the own one is always the same, is free, and is not too long', async () => {
  await empty()
  await database.execute(`create table a_old (); create type a_old2 as enum (); create view "a_old3" as select 1;
    create sequence a_old4; create table other (a int); create index a_old5 on other (a)`)
  const side = needsOf(await analyzeSchema(database))
  const world = { before: side, after: side, online: false, isNew: () => false, isDropped: () => false }
  expect(freeName({ schema: 'public', name: 'a' }, world)).toBe('a_old6')
  expect(freeName({ schema: 'other', name: 'a' }, world)).toBe('a_old')
  const names = ['ä'.repeat(31), `${'ä'.repeat(30)}aa`, `${'ä'.repeat(30)}ab`, long]
  const free = names.map((name) => freeName({ schema: 'public', name }, world))
  expect(new Set(free).size).toBe(4)
  for (const name of free) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
})
