import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { connect } from '../../../database/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { SchemaDefinition } from '../../definition.ts'
import { compareSchemas } from '../../diff/compare-schemas.ts'
import { applyMigration } from '../apply.ts'
import { generateMigrationScript } from '../generate-migration-script.ts'
import type { MigrationStep } from '../step.ts'

const database = await connect(await testDatabase('circles'))
afterAll(() => database.close())

async function built(sql: string): Promise<SchemaDefinition> {
  await database.execute(`drop schema if exists public cascade; create schema public; ${sql}`)
  return analyzeSchema(database)
}

/** From nothing to the schema and back; answers the steps that lead there. */
async function thereAndBack(sql: string): Promise<readonly MigrationStep[]> {
  const wanted = await built(sql)
  const empty = await built('')
  const { up, down, refused } = generateMigrationScript(empty, wanted)
  expect(refused).toEqual([])
  await applyMigration(database, up, { confirmed: true })
  expect(compareSchemas(await analyzeSchema(database), wanted)).toMatchObject({ added: [], removed: [], changed: [] })
  await applyMigration(database, down, { confirmed: true })
  expect(compareSchemas(await analyzeSchema(database), empty)).toMatchObject({ added: [], removed: [], changed: [] })
  return up
}

test('a view and a function that read each other: one is made without what it reads first, and whole afterwards', async () => {
  const steps = await thereAndBack(`
    create function level() returns int language sql begin atomic select 1; end;
    create view levels as select level() as level;
    create or replace function level() returns int language sql begin atomic select max(level) from levels; end`)
  expect(steps.map(({ title }) => title).filter((title) => /without|its (body|query)/.test(title))).toHaveLength(2)
})

test('two views that read each other', async () => {
  await thereAndBack(`
    create view a as select 1 as n;
    create view b as select n from a;
    create or replace view a as select n from b`)
})

test('a default that calls a function of its own table', async () => {
  await thereAndBack(`
    create table counted (id int primary key, n bigint);
    create function next_of(counted) returns bigint language sql begin atomic select coalesce(max(n), 0) + 1 from counted; end;
    alter table counted alter n set default next_of(null)`)
})

test('tables that point at each other, and at themselves', async () => {
  await thereAndBack(`
    create table a (id int primary key, b int, up int references a);
    create table b (id int primary key, a int references a);
    alter table a add foreign key (b) references b deferrable initially deferred`)
})

test('bodies that are kept as text come in any order', async () => {
  await thereAndBack(`
    set check_function_bodies = off;
    create function a() returns int language sql as 'select b()';
    create function b() returns int language sql as 'select n from later';
    create table later (n int default a());
    create view seen as select a() as a`)
})
