import { afterAll, beforeAll, expect, test } from 'vitest'
import { DatabaseTestClient } from './client/database-test-client.ts'
import { testConstraints } from './constraints/test-constraints.ts'
import { crudSuite } from './crud/crud-suite.ts'

/** PGlite has one connection, and takes its time to start: what is asked of it shares one. */
let client: DatabaseTestClient
beforeAll(async () => {
  client = await DatabaseTestClient.open({ databaseUrl: 'pglite:' })
  await client.execute(`
    create table owners (id integer primary key, email varchar(60) not null unique, age integer check (age between 18 and 120));
    create table files (id integer generated always as identity primary key, owner_id integer not null references owners on delete cascade,
      raw bytea not null, tags text[] not null, doc jsonb not null, size bigint not null,
      doubled bigint generated always as (size * 2) stored);
  `)
})
afterAll(() => client.close())

test('rows are handled as they should be', async () => {
  const results = await crudSuite(client, { table: 'files', counter: 'size' })
  const unpassed = results.filter(({ status }) => status !== 'passed')
  expect(unpassed.map(({ testName, errorMessage }) => [testName, errorMessage])).toEqual([
    ['files: the same key twice', 'the key is given by the database'],
  ])
})

test('every constraint of a sound schema holds, and no row stays', async () => {
  const { findings } = await testConstraints(client)
  expect(findings.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  expect(findings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['foreign key', 'check', 'generated']))
  expect(await client.query('select 1 from owners')).toEqual([])
})
