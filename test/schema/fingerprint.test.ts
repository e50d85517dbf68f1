import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../database.ts'
import { fingerprintDifference, schemaFingerprint } from './fingerprint.ts'
import { kitchenSink, singleChanges } from './kitchen-sink.ts'

async function client(name: string): Promise<pg.Client> {
  const one = new pg.Client({ connectionString: await testDatabase(name) })
  await one.connect()
  afterAll(() => one.end())
  return one
}

const first = await client('fingerprint')
await first.query(kitchenSink)
const before = await schemaFingerprint(first)

test('an empty database has nothing but what every database has', async () => {
  const other = await client('fingerprint_empty')
  expect(await schemaFingerprint(other)).toEqual([
    'comment on schema public "standard public schema"',
    'privilege on schema public PUBLIC USAGE',
    'privilege on schema public pg_database_owner CREATE',
    'privilege on schema public pg_database_owner USAGE',
    'schema public pg_database_owner',
  ])
})

test('the same statements in another database give the same lines, whatever stood there before', async () => {
  const other = await client('fingerprint_replayed')
  await other.query(
    'create table public.gone (a integer, b text); create type gone_too as enum (); drop table gone; drop type gone_too',
  )
  await other.query(kitchenSink)
  expect(fingerprintDifference(before, await schemaFingerprint(other))).toEqual([])
})

test('the order of columns says nothing, their names do', async () => {
  const other = await client('fingerprint_order')
  await other.query('create table t (a integer, b text, c integer)')
  const ordered = await schemaFingerprint(other)
  await other.query('drop table t; create table t (c integer, x integer, b text); alter table t drop x, add a integer')
  expect(fingerprintDifference(ordered, await schemaFingerprint(other))).toEqual([])
})

test('two forms of one expression are one', async () => {
  const other = await client('fingerprint_forms')
  await other.query("create table t (s varchar(20), constraint c check (s in ('a', 'it''s')))")
  const made = await schemaFingerprint(other)
  await other.query(
    "alter table t drop constraint c, add constraint c check (s::text = any (array[('a'::varchar)::text, ('it''s'::varchar)::text]))",
  )
  expect(fingerprintDifference(made, await schemaFingerprint(other))).toEqual([])
  await other.query("alter table t drop constraint c, add constraint c check (s in ('a', 'its'))")
  expect(fingerprintDifference(made, await schemaFingerprint(other))).not.toEqual([])
})

test.each(singleChanges)('%s is seen', async (change) => {
  await first.query('begin')
  try {
    await first.query(change)
    const changed = await schemaFingerprint(first)
    expect(fingerprintDifference(before, changed)).not.toEqual([])
  } finally {
    await first.query('rollback')
  }
  if (change === singleChanges.at(-1)) expect(await schemaFingerprint(first)).toEqual(before)
})
