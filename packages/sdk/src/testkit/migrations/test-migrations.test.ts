import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { generateMigrationScript, type MigrationOptions } from '../../catalog/migration/generate-migration-script.ts'
import type { MigrationScript } from '../../catalog/migration/step.ts'
import { connect } from '../../database/connect.ts'
import { testMigrations } from './test-migrations.ts'

const database = await connect(await testDatabase('migrations'))
const folder = await mkdtemp(join(tmpdir(), 'understudy-migrations-'))
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const empty = 'drop schema if exists public cascade; create schema public'

/** The migration from one schema to another, and the database in the first of them. */
async function between(a: string, b: string, options: MigrationOptions = {}): Promise<MigrationScript> {
  await database.execute(`${empty}; ${b}`)
  const after = await analyzeSchema(database)
  await database.execute(`${empty}; ${a}`)
  return generateMigrationScript(await analyzeSchema(database), after, options)
}

async function written(files: Readonly<Record<string, string>>): Promise<string> {
  const to = await mkdtemp(join(folder, 'case-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(to, name), text)
  return to
}

const people = 'create table people (id int primary key, name text not null, age int);'
const orders = 'create table orders (id int primary key, person int references people, total numeric(9, 2));'

describe('a generated migration', () => {
  test.each(firstOf(1, [{ online: true }, { online: false }]))(
    'takes the locks that it says and keeps the rows that it does not speak of, online: $online',
    async ({ online }) => {
      const script = await between(
        `${people} ${orders} create view grown as select id, name from people where age > 17;`,
        `create table people (id bigint primary key, name text not null, age int check (age >= 0), mail text unique);
        create table orders (id int primary key, person bigint references people on delete cascade, total numeric(12, 2));
        create index on orders (person);
        create view grown as select id, name, mail from people where age > 17;
        create function adults() returns bigint language sql as 'select count(*) from grown';`,
        { online },
      )
      const { passed, migrations } = await testMigrations(database, script, { rows: 50, seed: 7 })
      expect(migrations[0]?.problems).toEqual([])
      expect(passed).toBe(true)
      const [up, down, again] = migrations[0]?.rounds ?? []
      expect([up?.direction, down?.direction, again?.direction]).toEqual(['up', 'down', 'up again'])
      expect(up?.lost).toEqual([])
      expect(up?.waits).not.toBeNull()
      const locks = up?.steps.flatMap((step) => step.locks ?? []) ?? []
      expect(locks).toContainEqual({ relation: { schema: 'public', name: 'people' }, mode: 'ACCESS EXCLUSIVE' })
    },
  )

  test('rows that go with a column are told, and were announced', async () => {
    const script = await between(people, 'create table people (id int primary key, name text not null)')
    const { passed, migrations } = await testMigrations(database, script)
    expect(passed).toBe(true)
    expect(migrations[0]?.rounds[0]?.lost).toEqual([
      { table: 'public.people', column: 'age', why: 'its values went with the column', announced: true },
    ])
    const silent = { ...script, up: script.up.map((step) => ({ ...step, hazards: [] })) }
    await database.execute(`${empty}; ${people}`)
    const found = await testMigrations(database, silent)
    expect(found.migrations[0]?.problems).toContain(
      'up: public.people.age: its values went with the column, and no step had said so',
    )
  })

  test('a step that says less than it does is found out', async () => {
    const script = await between(people, 'create table people (id int primary key, name text not null, age bigint)')
    const silent = {
      ...script,
      up: script.up.map((step) => ({ ...step, hazards: [], locks: [] })),
    }
    const { passed, migrations } = await testMigrations(database, silent)
    expect(passed).toBe(false)
    expect(migrations[0]?.problems.join('\n')).toMatch(/took ACCESS EXCLUSIVE on public\.people, and had said no lock/)
    expect(migrations[0]?.problems.join('\n')).toMatch(/wrote public\.people again, and had not said so/)
  })

  test('a step that says more than it does is found out', async () => {
    const script = await between(people, `${people} comment on table people is 'all of them'`)
    const relation = { schema: 'public', name: 'people' }
    const loud = {
      ...script,
      up: script.up.map((step) => ({ ...step, locks: [{ relation, mode: 'ACCESS EXCLUSIVE' as const }] })),
    }
    const { migrations } = await testMigrations(database, loud, { rows: 0 })
    expect(migrations[0]?.problems).toContainEqual(
      expect.stringMatching(/had said ACCESS EXCLUSIVE on public\.people, and took SHARE UPDATE EXCLUSIVE/),
    )
  })
})

describe('a folder of migrations', () => {
  test('each runs up, down and up again on what the ones before it left', async () => {
    await database.execute(empty)
    const migrations = await written({
      '1_people.up.sql': people,
      '1_people.down.sql': 'drop table people;',
      '2_mail.up.sql': 'alter table people add mail text;',
      '2_mail.down.sql': 'alter table people drop mail;',
      '3_more.sql': 'create table more (id int);',
    })
    const result = await testMigrations(database, migrations, { rows: 5 })
    expect(result.migrations.map(({ name, problems }) => [name, problems])).toEqual([
      ['1_people', []],
      ['2_mail', []],
      ['3_more', []],
    ])
    expect(result.migrations[2]?.notes).toEqual(['It has no way back, so only the way there was tested.'])
    expect(await database.query('select count(*) as n from people')).toEqual([{ n: 5 }])
  })

  test.each([
    [
      'a way back that leaves something behind',
      'create table a (id int); create table b (id int);',
      'drop table a;',
      /leads? .*table public\.b/,
    ],
    [
      'a way back that loses what was there',
      'alter table people add b int;',
      'alter table people drop b, drop age;',
      /column public\.people\.age is missing/,
    ],
    ['a step that fails', 'select 1 / 0;', 'select 1;', /up: step 1 .* failed: division by zero/],
  ])('%s is told', async (_, up, down, problem) => {
    await database.execute(`${empty}; ${people}`)
    const { passed, migrations } = await testMigrations(
      database,
      await written({ 'case.up.sql': up, 'case.down.sql': down }),
    )
    expect(passed).toBe(false)
    expect(migrations[0]?.problems.join('\n')).toMatch(problem)
  })

  test('what comes after one that failed was not tested, and that is said', async () => {
    await database.execute(empty)
    const result = await testMigrations(
      database,
      await written({ '1.sql': people, '2.sql': 'select 1 / 0;', '3.sql': 'select 1;', '4.sql': 'select 1;' }),
    )
    expect(result.migrations.map(({ name }) => name)).toEqual(['1', '2'])
    expect(result.migrations[1]?.notes.join()).toMatch(/was not tested.*: 3, 4$/)
  })

  test('a signal stops the statement that runs', async () => {
    await database.execute(empty)
    const from = performance.now()
    const running = testMigrations(database, await written({ 'slow.sql': 'select pg_sleep(60);' }), {
      signal: AbortSignal.timeout(300),
    })
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - from).toBeLessThan(20_000)
  })

  test('a folder that is not there, or holds nothing, is refused', async () => {
    await expect(testMigrations(database, join(folder, 'none'))).rejects.toMatchObject({
      code: 'MIGRATIONS_UNREADABLE',
    })
    await expect(testMigrations(database, await written({ 'a.txt': '' }))).rejects.toMatchObject({
      code: 'MIGRATIONS_UNREADABLE',
    })
  })
})

test('SQLite migrations are tested alike, but for locks', async () => {
  await using sqlite = await connect('sqlite::memory:')
  const b = 'create table people (id integer primary key, name text not null unique, mail text)'
  await sqlite.execute(b)
  const after = await analyzeSchema(sqlite)
  await sqlite.execute('drop table people; create table people (id integer primary key, name text not null, age int)')
  const script = generateMigrationScript(await analyzeSchema(sqlite), after)
  const { migrations } = await testMigrations(sqlite, script)
  expect(migrations[0]?.problems).toEqual([])
  expect(migrations[0]?.rounds[0]?.lost.map(({ column }) => column)).toEqual(['age'])
  expect(migrations[0]?.rounds[0]?.steps[0]?.locks).toBeNull()
})
