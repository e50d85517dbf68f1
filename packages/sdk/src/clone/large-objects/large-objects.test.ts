import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { testInFull } from '../../../../../test/full.ts'
import { testCopy } from '../../../test/clone/copy-context.ts'
import { key } from '../../../test/clone/shop-of-people.ts'
import { failure } from '../../../test/failure.ts'
import type { LargeObjectMask } from '../../anonymize/compiled-policy.ts'
import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import { parsePolicy } from '../../anonymize/policy/parse-policy.ts'
import { policyText } from '../../anonymize/policy/policy-text.ts'
import type { LargeObjectRule } from '../../anonymize/policy.ts'
import { connect } from '../../database/connect.ts'
import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import { openEnvironments } from '../../environments/open-environments.ts'
import { cloneDatabase } from '../clone-database.ts'
import { copyPostgres } from '../copy/copy-postgres.ts'
import { EnvironmentCloner } from '../environment-cloner.ts'
import { openPlace } from '../place/open-place.ts'
import { newId } from '../place/place-names.ts'
import { checkLargeObjects } from '../verify/check-large-objects.ts'
import { objectParts } from './object-parts.ts'

const from = await testDatabase('large_objects')
const source = await connect(from)
const name = `${new URL(from).pathname.slice(1)}_o`
const to = inDatabase(from, name)
const server = await connect(inDatabase(from, 'postgres'))
const folder = await mkdtemp(join(tmpdir(), 'understudy objects-'))

beforeAll(async () => {
  await source.execute(`
    create extension if not exists lo;
    create table people (id integer primary key, email varchar(80) not null unique, name text not null, phone text,
      note text not null default '');
    create table orders (id integer primary key, person_id integer not null references people (id),
      total numeric(10, 2) not null, memo text);
    create table photos (id int primary key, image oid, thumbs oid[], other lo);
    select lo_from_bytea(900000 + i, convert_to('content of ' || i, 'UTF8')) from generate_series(1, 120) i;
    select lo_create(900500);
    select lo_from_bytea(900501, (select decode(string_agg(md5(i::text), ''), 'hex') from generate_series(1, 190000) i));
    select lo_from_bytea(900502, decode(repeat('ab', 65536), 'hex'));
    select lo_create(900503);
    select lo_put(900503, 2000000, 'after a hole');
    insert into photos values (1, 900001, '{900002,900003}', 900004), (2, 900501, null, null), (3, 42, null, null);
    comment on large object 900001 is 'a ''comment''';
    grant select on large object 900001 to public`)
})
afterAll(async () => {
  {
    await using place = await openPlace(to)
    for (const { id } of await place.backups()) await place.dropBackup(id)
  }
  await dropDatabase(server, name)
  await source.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const waived = { keep: { reason: 'of no one', by: 'a test' } }
const policyOf = (largeObjects?: LargeObjectRule) =>
  parsePolicy({
    kind: 'masking-policy',
    version: 1,
    transforms: typeof largeObjects === 'object' && 'transform' in largeObjects ? { file: 1 } : {},
    tables: {
      'public.people': { columns: { id: 'keep', email: 'keep', name: 'keep', phone: 'keep', note: 'keep' } },
      'public.orders': { columns: { id: 'keep', person_id: 'keep', total: 'keep', memo: 'keep' } },
      'public.photos': { columns: { id: 'keep', image: 'keep', thumbs: 'keep', other: 'keep' } },
    },
    ...(largeObjects === undefined ? {} : { largeObjects }),
  })

async function objectsIn(url: string): Promise<Map<number, string>> {
  await using database = await connect(url)
  const rows = await database.query<{ oid: number; hash: string }>(
    'select oid, md5(lo_get(oid)) as hash from pg_largeobject_metadata order by oid',
  )
  return new Map(rows.map(({ oid, hash }) => [oid, hash]))
}

const cloned = (largeObjects?: LargeObjectRule, more: Partial<Parameters<typeof cloneDatabase>[2]> = {}) =>
  cloneDatabase(
    { url: from },
    { url: to },
    {
      policy: policyOf(largeObjects),
      key,
      folder,
      waive: ['source-can-write'],
      confirm: { name },
      keepBackupMilliseconds: 0,
      ...more,
    },
  )

test('nobody decided: refused before anything is read, with the lines to add', async () => {
  const refused = await failure(cloned())
  expect(refused).toMatchObject({ code: 'POLICY_INCOMPLETE', message: expect.stringContaining('124 large objects') })
  for (const line of String(refused.details.lines).split(',\n')) expect(refused.hint).toContain(line)
  expect(refused.hint).toContain('--waive large-objects')
})

test('kept by a waiver: all are there by their numbers, with what they hold, comment and rights', async () => {
  const { plan, verification, operation } = await cloned(waived)
  expect(await objectsIn(to)).toEqual(await objectsIn(from))
  expect(plan.waivers).toContainEqual({ about: 'largeObjects', ...waived.keep })
  expect(verification?.checks.filter(({ kind }) => kind === 'large objects')).toMatchObject([
    { passed: true, message: '124 large objects' },
    { passed: true },
  ])
  expect(operation.statistics.tables).toContainEqual(
    expect.objectContaining({ table: 'large objects', rows: 124, rowsMasked: 0 }),
  )
  await using target = await connect(to)
  expect(
    await target.query(
      `select obj_description(oid, 'pg_largeobject') as comment, lomacl::text like '%=r/%' as everybody
       from pg_largeobject_metadata where oid = 900001`,
    ),
  ).toEqual([{ comment: "a 'comment'", everybody: true }])
})

test('emptied: all are there and hold nothing, and no comment tells what they held', async () => {
  const { verification } = await cloned('empty')
  const found = await objectsIn(to)
  expect([found.size, new Set(found.values())]).toEqual([124, new Set(['d41d8cd98f00b204e9800998ecf8427e'])])
  expect(verification?.passed).toBe(true)
  await using target = await connect(to)
  expect(await target.query("select 1 from pg_description where classoid = 'pg_largeobject'::regclass")).toEqual([])
})

test('masked by a transform of bytes: none holds what it held', async () => {
  const { plan } = await cloned({ transform: 'file', options: { with: 'noise' } })
  const [found, original] = [await objectsIn(to), await objectsIn(from)]
  expect([...found.keys()]).toEqual([...original.keys()])
  expect([...found].filter(([oid, hash]) => original.get(oid) === hash).map(([oid]) => oid)).toEqual([900500])
  expect(plan.notes.join(' ')).toContain('masked by file')
})

test('a subset has those that its rows name, in columns of oid, lo and lists', async () => {
  await cloned(waived, { subset: { kind: 'subset', version: 1, roots: { 'public.photos': { where: 'id = 1' } } } })
  expect([...(await objectsIn(to)).keys()]).toEqual([900001, 900002, 900003, 900004])
})

test('left out by a waiver, whatever the policy says', async () => {
  const { plan } = await cloned(waived, { waive: ['source-can-write', 'large-objects'] })
  expect([(await objectsIn(to)).size, plan.largeObjects]).toEqual([0, 'left out'])
})

test('SQLite has nothing like them: refused until they are left out', async () => {
  const file = join(folder, 'target.db')
  const into = (waive: string[]) =>
    cloneDatabase(
      { url: from },
      { url: `sqlite:${file}` },
      { policy: policyOf(waived), key, folder, waive: ['source-can-write', ...waive], dryRun: true },
    )
  expect(await failure(into([]))).toMatchObject({ code: 'POLICY_INCOMPLETE', hint: expect.stringContaining('--waive') })
  expect((await into(['large-objects'])).plan.notes.join(' ')).toContain('Large objects are left out')
})

test('a role that may not read them is told before anything is copied', async () => {
  const role = `${name}_reader`
  await server.execute(`create role ${role} login`)
  onTestFinished(async () => {
    await source.execute(`drop owned by ${role}; drop role ${role}`)
  })
  await source.execute(
    `grant usage on schema public to ${role}; grant select on all tables in schema public to ${role}`,
  )
  const url = new URL(from)
  url.username = role
  const refused = await failure(
    cloneDatabase({ url: url.href }, { url: to }, { policy: policyOf(waived), key, folder, confirm: { name } }),
  )
  expect(refused).toMatchObject({ code: 'PERMISSION_DENIED', message: expect.stringContaining('123 large objects') })
})

describe('a copy that is gone on with', () => {
  const rule: LargeObjectMask = { decision: 'keep' }
  const copyOf = async (target: string, ledgerFile?: string) => {
    const copy = await testCopy(from, target, { ledgerFile, largeObjects: rule })
    return { ...copy, run: () => copyPostgres(copy.context) }
  }
  const checked = async (target: string, with_: LargeObjectMask = rule) => {
    const { context } = await copyOf(target)
    await using database = await connect(target)
    const checks = []
    const sides = { ...context, rule: with_, target: database }
    for await (const check of checkLargeObjects(sides)) checks.push([check.passed, check.count])
    return checks
  }

  test('copies again only what changed meanwhile, and the verifier finds what somebody changes afterwards', async () => {
    const target = await testDatabase('large_objects_copy')
    const first = await copyOf(target)
    const { ledger } = first.context
    await first.run()
    expect(await objectsIn(target)).toEqual(await objectsIn(from))
    const parts = () => new Map([...ledger.done].filter(([part]) => part.startsWith('large objects')))
    const before = parts()
    await ledger[Symbol.asyncDispose]()

    await source.execute(`
      select lo_put(900010, 0, 'CHANGED'); select lo_unlink(900020); select lo_from_bytea(900777, 'new')`)
    // As if the run had ended before all was noted.
    const { readFile, writeFile } = await import('node:fs/promises')
    const lines = (await readFile(first.ledgerFile, 'utf8')).split('\n').filter((line) => !line.includes('"copied"'))
    await writeFile(first.ledgerFile, lines.join('\n'))
    const second = await copyOf(target, first.ledgerFile)
    await second.run()
    expect(await objectsIn(target)).toEqual(await objectsIn(from))
    const after = [...second.context.ledger.done].filter(([part]) => part.startsWith('large objects'))
    const stayed = after.filter(([part, { transaction }]) => before.get(part)?.transaction === transaction)
    expect(before.size).toBeGreaterThan(4)
    expect(stayed.length).toBeGreaterThanOrEqual(before.size - 3)
    expect(stayed.length).toBeLessThan(after.length)

    expect(await checked(target)).toEqual([
      [true, 0],
      [true, 0],
    ])
    await using database = await connect(target)
    await database.execute("select lo_put(900501, 3000000, 'x'); select lo_unlink(900030); select lo_create(5)")
    expect(await checked(target)).toEqual([
      [false, 2],
      [false, 1],
    ])
    expect(await checked(target, { decision: 'empty' })).toEqual([
      [false, 2],
      [false, 122],
    ])
  })
})

testInFull('killed in the middle of them, a clone is gone on with and holds them all', async () => {
  const registry = openEnvironments({ folder: join(folder, 'state'), env: {} })
  const program = join(import.meta.dirname, '..', '..', '..', 'test', 'clone', 'environment-program.ts')
  // The program's policy knows no other table.
  await source.execute('drop table photos')
  await registry.add({ name: 'live', type: 'production', databaseUrl: from })
  await registry.add({ name: 'training', type: 'training', databaseUrl: to })
  const id = newId()
  const clones = join(folder, 'clones')
  const child = spawn(
    process.execPath,
    [program, join(folder, 'state'), clones, 'live', 'training', id, 'large objects'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const { peoplePolicy } = await import('../../../test/clone/shop-of-people.ts')
  const cloner = new EnvironmentCloner({ registry, folder: clones })
  const { verification } = await cloner.cloneEnvironment(await registry.get('live'), await registry.get('training'), {
    policy: { ...peoplePolicy({}, 'public.'), largeObjects: waived },
    key,
    resume: id,
    waive: ['source-can-write'],
  })
  expect(verification?.passed).toBe(true)
  expect(await objectsIn(to)).toEqual(await objectsIn(from))
})

test('a part ends by the numbers themselves, so that one object more moves no other', () => {
  const numbers = [...new Set(Array.from(randomBytes(4000), (byte, at) => at * 50 + byte))].sort((a, b) => a - b)
  const parts = objectParts(numbers)
  expect(parts.flatMap(({ objects }) => objects)).toEqual(numbers)
  const without = new Set(objectParts(numbers.filter((_, at) => at !== 1000)).map(({ part }) => part))
  expect(parts.filter(({ part }) => !without.has(part)).length).toBeLessThanOrEqual(5)
})

test('the policy says it in its file, and what it says is looked at', async () => {
  const rule = { transform: 'file', options: { with: 'nothing' } } as const
  expect(parsePolicy(policyText(policyOf(rule))).largeObjects).toEqual(rule)
  const compile =
    (largeObjects: LargeObjectRule, transforms = {}) =>
    () =>
      compilePolicy({ ...policyOf(), tables: {}, transforms, largeObjects }, { tables: [] }, { key })
  expect(compile({ transform: 'date-shift' }, { 'date-shift': 2 })).toThrow(/largeObjects.*can't mask/)
  expect(compile({ transform: 'nothing-like-it' })).toThrow(/nothing-like-it/)
  expect(compile({ keep: { ...waived.keep, until: '2020-01-01' } })).toThrow(/ran out on 2020-01-01/)
  expect(compile({ transform: 'file' })).toThrow(/transforms.file/)
})
