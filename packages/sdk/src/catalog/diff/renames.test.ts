import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connect } from '../../database/connect.ts'
import { analyzeSchema } from '../analyze.ts'
import type { SchemaDefinition } from '../definition.ts'
import { generateMigrationScript } from '../migration/generate-migration-script.ts'
import type { MigrationStep } from '../migration/step.ts'
import { compareSchemas } from './compare-schemas.ts'
import type { Rename } from './schema-diff.ts'

const database = await connect(await testDatabase('renames'))
afterAll(() => database.close())

async function built(sql: string): Promise<SchemaDefinition> {
  await database.execute(`drop schema if exists public cascade; create schema public; ${sql}`)
  return analyzeSchema(database)
}

async function run(steps: readonly MigrationStep[]): Promise<void> {
  for (const { statements } of steps) for (const statement of statements) await database.execute(statement)
}

const a = `
  create table people (id serial primary key, name text not null, born date, check (name <> ''));
  create table letters (id int primary key, person int references people, "to whom" text);
  create index on people (name);
  create view adults as select id, name from people where born < '2008-01-01';
  create function names() returns setof text language sql begin atomic select name from people; end;
  create policy own on people using (name = current_user);
  comment on column people.name is 'As they say it';
  create type mood as enum ('good', 'bad');
  create table days (mood mood);`
const b = a
  .replaceAll('people', 'persons')
  .replaceAll('mood', 'feeling')
  .replaceAll(/\bname\b/g, '"full name"')
  .replaceAll('"to whom"', 'addressee')

const renames: Rename[] = [
  { from: 'column public.people.name', to: 'column public.persons."full name"' },
  { from: 'table public.people', to: 'table public.persons' },
  { from: 'column public.letters."to whom"', to: 'column public.letters.addressee' },
  { from: 'enum public.mood', to: 'enum public.feeling' },
  { from: 'column public.days.mood', to: 'column public.days.feeling' },
]

test('what a person calls a rename keeps its rows, there and back, and so does what depends on it', async () => {
  const after = await built(b)
  const before = await built(a)
  await database.execute(`
    insert into people (name, born) values ('Ada', '2000-02-29'), ('Eve', null);
    insert into letters values (1, 1, 'Eve');
    insert into days values ('bad')`)
  const script = generateMigrationScript(before, after, { renames })
  expect(script.refused).toEqual([])
  const deleting = [...script.up, ...script.down].filter(({ hazards }) =>
    hazards.some(({ kind }) => kind === 'deletes data'),
  )
  expect(deleting.map(({ title }) => title)).toEqual([])

  await run(script.up)
  expect(compareSchemas(await analyzeSchema(database), after)).toMatchObject({ added: [], removed: [], changed: [] })
  expect(await database.query('select "full name" as name from adults')).toEqual([{ name: 'Ada' }])
  expect(await database.query('select addressee from letters')).toEqual([{ addressee: 'Eve' }])

  await run(script.down)
  expect(compareSchemas(await analyzeSchema(database), before)).toMatchObject({ added: [], removed: [], changed: [] })
  expect(await database.query('select name from people order by id')).toEqual([{ name: 'Ada' }, { name: 'Eve' }])
})

test('nothing is taken for a rename that nobody called one, and everything alike is asked about', async () => {
  const { renamed, renameCandidates, removed } = compareSchemas(await built(a), await built(b))
  expect(renamed).toEqual([])
  expect(removed.map(({ id }) => id)).toContain('table public.people')
  expect(renameCandidates.map(({ from, to }) => ({ from, to }))).toEqual([
    { from: 'enum public.mood', to: 'enum public.feeling' },
    { from: 'column public.letters."to whom"', to: 'column public.letters.addressee' },
  ])
})

test('keys and indexes that only have another name are asked about', async () => {
  const { renameCandidates } = compareSchemas(
    await built('create table a (id int constraint one primary key, n int); create index first on a (n)'),
    await built('create table a (id int constraint two primary key, n int); create index second on a (n)'),
  )
  expect(renameCandidates).toEqual([
    { from: 'constraint public.a.one', to: 'constraint public.a.two', why: 'both are PRIMARY KEY (id)' },
    { from: 'index public.first', to: 'index public.second', why: 'both are btree over n' },
  ])
})

test.each([
  [
    'what is not there',
    { from: 'table public.nobody', to: 'table public.persons' },
    /the first schema has no table public\.nobody/,
  ],
  [
    'what is not made',
    { from: 'table public.people', to: 'table public.nobody' },
    /the second schema has no table public\.nobody/,
  ],
  ['another kind', { from: 'table public.people', to: 'view public.adults' }, /different kinds/],
  [
    'a function',
    { from: 'function public.names()', to: 'function public.names()' },
    /not renamed, but dropped and made again/,
  ],
])('a rename of %s is refused', async (_, rename, why) => {
  const [before, after] = [await built(a), await built(b)]
  expect(() => compareSchemas(before, after, { renames: [rename] })).toThrow(
    expect.objectContaining({ code: 'RENAME_INVALID', message: expect.stringMatching(why) }),
  )
})
