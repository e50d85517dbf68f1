import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { firstOf, isFull } from '../../../../test/full.ts'
import { key, peoplePolicy, peopleRows, peopleTables } from '../../test/clone/shop-of-people.ts'
import { failure } from '../../test/failure.ts'
import { tcpProxy } from '../../test/tcp-proxy.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { cloneDatabase } from './clone-database.ts'
import type { CloneOptions } from './clone-options.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy bad input-'))
const server = await connect(inject('testServer').url)
const unique = `bad_input_${randomBytes(4).toString('hex')}`
const reader = `${unique}_reader`
const url = (name: string) => inDatabase(inject('testServer').url, `${unique}_${name}`)
const as = (role: string, at: string) => at.replace('postgres@', `${role}@`)

beforeAll(async () => {
  await server.execute(`create role ${reader} login`)
})

afterAll(async () => {
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
  await server.execute(`drop role ${reader}`)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

async function made(name: string, script: string, form = ''): Promise<string> {
  await server.query(`create database ${unique}_${name} ${form}`)
  await using database = await connect(url(name))
  await database.execute(script)
  return url(name)
}

const usual = (name: string): CloneOptions => ({
  policy: peoplePolicy(),
  key,
  folder,
  waive: ['source-can-write'],
  confirm: { name: `${unique}_${name}` },
})

async function ask<Row>(at: string, text: string): Promise<Row[]> {
  await using database = await connect(at)
  return await database.query<Row>(text)
}

const old = "create table old (v text); insert into old values ('old')"
const isWhole = async (target: string) => expect(await ask(target, 'select v from old')).toEqual([{ v: 'old' }])

test('what the role may not read is named before anything is made, with what would grant it', async () => {
  const source = await made(
    'may_not',
    `${peopleTables} ${peopleRows(5)} create table cut (id integer primary key, a text, b text);
    create schema hidden; create table hidden.t (a integer primary key);
    create sequence counted; select setval('counted', 41);
    grant select on all tables in schema public to ${reader};
    revoke select on orders, cut from ${reader}; grant select (id, a) on cut to ${reader}`,
  )
  const target = await made('may_not_to', old)
  const usually = peoplePolicy()
  const policy = {
    ...usually,
    tables: {
      ...usually.tables,
      'public.cut': { columns: { id: 'keep', a: 'keep', b: 'keep' } },
      'hidden.t': { columns: { a: 'keep' } },
    },
  } as const
  const clone = () =>
    cloneDatabase({ url: as(reader, source) }, { url: target }, { ...usual('may_not_to'), policy, waive: [] })
  const error = await failure(clone())
  expect(error.code).toBe('PERMISSION_DENIED')
  // A table, a table of which it may read some columns, one in a schema that it may not use, and a sequence.
  for (const named of ['public.orders', 'public.cut', 'hidden.t', 'public.counted'])
    expect(error.message).toContain(named)
  await isWhole(target)
  {
    await using owner = await connect(source)
    await owner.execute(error.hint.replace('Let their owner run: ', ''))
  }
  expect((await clone()).operation.status).toBe('completed')
  expect(await ask(target, "select nextval('counted') as next")).toEqual([{ next: 42 }])
})

const all = ['copying', 'finishing', 'verifying'] as const
const phases = isFull ? { source: all, target: all } : ({ source: ['copying'], target: ['finishing'] } as const)

test('a target that is refused is told, whatever becomes of the source meanwhile, to which no connection is left', async () => {
  const source = await made('left_alone', peopleTables)
  const target = inDatabase(inject('testServer').url, 'postgres')
  for (const from of [source, url('nowhere')]) {
    const refused = await failure(cloneDatabase({ url: from }, { url: target }, usual('left_alone')))
    expect(refused.code).toBe('TARGET_REFUSED')
  }
  const users = () => server.query('select pid from pg_stat_activity where datname = $1', [`${unique}_left_alone`])
  await expect.poll(users).toEqual([])
})

describe('the network', () => {
  test.each(['source', 'target'] as const)(
    'is cut on the way to the %s: the old target is whole, and the clone goes on by its id',
    async (side) => {
      const source = await made(`cut_${side}`, `${peopleTables} ${peopleRows(2000)}`)
      const target = await made(`cut_${side}_to`, old)
      for (const phase of phases[side]) {
        await using proxy = await tcpProxy(source)
        const from = { url: side === 'source' ? proxy.through(source) : source }
        const to = { url: side === 'target' ? proxy.through(target) : target }
        const error = await failure(
          cloneDatabase(from, to, {
            ...usual(`cut_${side}_to`),
            onEvent: (event) => event.type === 'phase' && event.phase === phase && proxy.cut(),
          }),
        )
        expect(error.code).toMatch(/^CONNECTION_(FAILED|LOST)$/)
        await isWhole(target)
        proxy.mend()
        const id = String(error.details.clone)
        expect(error.details.stands).toBe(`the target is as it was; go on with --resume ${id}`)
        if (phase === phases[side].at(-1)) {
          const { operation } = await cloneDatabase(from, to, { ...usual(`cut_${side}_to`), resume: id })
          expect(operation.status).toBe('completed')
        }
      }
    },
  )
})

test('a disk that is full in the middle is one clear error, and the old target is whole', async () => {
  const source = await made(
    'full',
    `
    create function fits(text) returns boolean language plpgsql as $$ begin
      if current_database() like '%understudy%' then
        raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100';
      end if;
      return true; end $$;
    create domain fitting as text check (public.fits(value));
    ${peopleTables} alter table people alter note type fitting; ${peopleRows(50)}`,
  )
  const target = await made('full_to', old)
  const error = await failure(cloneDatabase({ url: source }, { url: target }, usual('full_to')))
  expect([error.code, error.message, error.hint]).toEqual([
    'CLONE_FAILED',
    'public.people could not be copied: could not extend file "base/1/2": No space left on device',
    expect.stringContaining('Make room on the disk of the target'),
  ])
  await isWhole(target)
})

test('a disk that is full where clones are kept track of is one clear error too', async ({ skip }) => {
  if (process.platform !== 'linux') skip('only Linux has a file that is always full')
  const source = await made('dev_full', `${peopleTables} ${peopleRows(5)}`)
  const target = await made('dev_full_to', old)
  const id = randomBytes(5).toString('hex')
  await mkdir(join(folder, id))
  // Every write to it fails as on a full disk.
  await symlink('/dev/full', join(folder, id, 'manifest.json'))
  const error = await failure(cloneDatabase({ url: source }, { url: target }, { ...usual('dev_full_to'), id }))
  expect([error.code, error.message, error.hint]).toEqual([
    'WRITE_FAILED',
    expect.stringContaining('ENOSPC'),
    expect.stringContaining('UNDERSTUDY_STATE'),
  ])
  await isWhole(target)
})

test('a source that writes and is altered meanwhile is copied as of one moment', async () => {
  const source = await made('busy', `${peopleTables} ${peopleRows(300)}`)
  const target = await made('busy_to', old)
  await using writer = await connect(source)
  const altered: unknown[] = []
  const work = { going: true }
  let writing: Promise<void> | undefined
  const write = async () => {
    await writer.execute(
      'insert into orders select 10000 + i, 1, 1 from generate_series(1, 50) i; update people set note = $$new$$; delete from orders where id < 20',
    )
    for (const text of ['truncate orders', 'alter table people drop column note', 'drop table orders'])
      altered.push(
        await writer
          .transaction(async (session) => {
            await session.query("set local lock_timeout = '50ms'")
            await session.query(text)
          })
          .catch((thrown: { details: { sqlstate: string } }) => thrown.details.sqlstate),
      )
    work.going = false
  }
  const { operation } = await cloneDatabase(
    { url: source },
    { url: target },
    {
      ...usual('busy_to'),
      onEvent: (event) => {
        if (event.type === 'phase' && event.phase === 'copying') writing ??= write()
      },
    },
  )
  await writing
  expect(operation.statistics.rows).toBe(900)
  expect(altered).toEqual(['55P03', '55P03', '55P03'])
  expect(
    await ask(
      target,
      "select (select count(*) from orders)::int as orders, (select count(*) from people where note = 'new')::int as changed",
    ),
  ).toEqual([{ orders: 600, changed: 0 }])
})

test('a policy for tables and columns that are gone says which, before anything is made', async () => {
  const source = await made(
    'gone',
    `${peopleTables} ${peopleRows(5)} alter table people drop column note; drop table orders`,
  )
  const target = await made('gone_to', old)
  const error = await failure(cloneDatabase({ url: source }, { url: target }, usual('gone_to')))
  expect(error.code).toBe('POLICY_MISMATCH')
  expect(error.details.problems).toMatchObject([{ path: 'public.people.note' }, { path: 'public.orders' }])
  await isWhole(target)
})

describe('a source of another encoding or collation', () => {
  const people = (name: string) => `${peopleTables} insert into people values
    (1, 'a@b.example', ${name}, null, ''), (2, 'c@d.example', 'Ren' || ${name}, '0301 1234', '')`

  const forms = [
    ['latin1', "encoding 'LATIN1' locale 'C'", 'LATIN1'],
    ['sql_ascii', "encoding 'SQL_ASCII' locale 'C'", 'SQL_ASCII'],
    ['icu', "locale_provider icu icu_locale 'de-DE' locale 'C'", 'UTF8 de-DE'],
  ] as const
  test.each(firstOf(1, forms))('keeps both, and every byte of what is not masked: %s', async (name, form, kept) => {
    const source = await made(`enc_${name}`, people("'M\u00fcller'"), `template template0 ${form}`)
    for (const column of ['name', 'email']) {
      const target = await made(`enc_${name}_${column}`, old)
      const transform = column === 'name' ? 'full-name' : 'email'
      const policy = peoplePolicy({ people: { name: 'keep', email: 'keep', [column]: { transform } } })
      await cloneDatabase({ url: source }, { url: target }, { ...usual(`enc_${name}_${column}`), policy })
      const read = `select ${column === 'name' ? 'email' : 'name'} as text from people order by id`
      expect(await ask(target, read)).toEqual(await ask(source, read))
      const form = `select concat_ws(' ', pg_encoding_to_char(encoding), datlocale) as form
        from pg_database where datname = current_database()`
      expect(await ask(target, form)).toEqual([{ form: kept }])
    }
  })

  test('with bytes that no text has is one clear error that shows none of them', async () => {
    const source = await made(
      'bytes',
      people("'M' || chr(252) || 'ller'"),
      "template template0 encoding 'SQL_ASCII' locale 'C'",
    )
    const target = await made('bytes_to', old)
    const error = await failure(cloneDatabase({ url: source }, { url: target }, usual('bytes_to')))
    expect([error.code, error.message, error.hint]).toEqual([
      'CLONE_FAILED',
      'public.people could not be copied: invalid byte sequence for encoding "…"',
      expect.stringContaining('SQL_ASCII'),
    ])
    await isWhole(target)
  })
})
