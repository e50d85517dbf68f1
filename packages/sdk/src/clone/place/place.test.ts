import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import { dropExpired, type StagingPlace } from '../staging.ts'
import { openPlace } from './open-place.ts'
import { newId } from './place-names.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy place-'))
const server = await connect(inject('testServer').url)
const unique = `place_${randomBytes(4).toString('hex')}`
const role = `${unique}_role`
afterAll(async () => {
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
  await server.execute(`drop role if exists ${role}`)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const week = () => new Date(Date.now() + 7 * 86_400_000)
const usual = () => ({ disconnect: false, keepUntil: week() })
let targets = 0

const engines = [
  {
    engine: 'postgres',
    url: (name: string) => inDatabase(inject('testServer').url, `${unique}_${name}`),
    make: (name: string) => server.query(`create database "${`${unique}_${name}`.replaceAll('"', '""')}"`),
  },
  { engine: 'sqlite', url: (name: string) => `sqlite:${join(folder, `${name}.db`)}`, make: async () => {} },
] as const

async function write(url: string, text: string): Promise<void> {
  await using database = await connect(url)
  await database.execute(`create table if not exists t (v text); delete from t; insert into t values ('${text}')`)
}

async function read(url: string): Promise<unknown> {
  await using database = await connect(url, { create: false })
  return (await database.query<{ v: string }>('select v from t'))[0]?.v
}

describe.each(engines)('$engine', ({ url, make }) => {
  async function standing(text = 'old', name = `${++targets} o"ld`): Promise<string> {
    await make(name)
    await write(url(name), text)
    return url(name)
  }

  async function staged(place: StagingPlace, text: string): Promise<string> {
    const id = newId()
    await write((await place.create(id)).url, text)
    return id
  }

  test('a promoted database has the name of the target, which is kept, comes back, and is kept again', async () => {
    const target = await standing()
    await using place = await openPlace(target)
    await place.check()
    const id = await staged(place, 'new')
    expect(await read(target)).toBe('old')
    const identity = await place.identityOf(id)
    expect([(await place.create(id)).resumed, await place.isTarget(identity)]).toEqual([true, false])

    const { backup, notes } = await place.promote(id, usual())
    expect([await read(target), notes, await place.isTarget(identity)]).toEqual(['new', [], true])
    expect(backup).toMatchObject({ cloneId: id, sealed: false, takenAt: expect.any(Date) })
    expect(backup?.bytes).toBeGreaterThan(0)
    expect(await place.backups()).toEqual([backup])

    const back = await place.rollback(backup?.id ?? '', usual())
    expect(await read(target)).toBe('old')
    const all = await place.backups()
    expect(all).toEqual([back.backup])
    expect(back.backup?.cloneId).toBeNull()
    await place.rollback(back.backup?.id ?? '', usual())
    expect(await read(target)).toBe('new')
  })

  test('where no target was, there is one afterwards and no backup', async () => {
    const target = url(`${++targets} none`)
    await using place = await openPlace(target)
    expect(await place.look()).toEqual({ exists: false, users: [] })
    expect(await place.promote(await staged(place, 'first'), usual())).toEqual({ backup: null, notes: [] })
    expect([await read(target), await place.backups()]).toEqual(['first', []])
  })

  test('a target that somebody has open is not replaced, and who it is is named', async () => {
    const target = await standing()
    await using place = await openPlace(target)
    const id = await staged(place, 'new')
    {
      await using _open = await connect(target)
      expect((await place.look()).users).toHaveLength(1)
      const error = await failure(place.promote(id, usual()))
      expect([error.code, error.details.stands]).toEqual(['TARGET_IN_USE', 'the target is as it was'])
      expect(error.message).toMatch(/in use by (understudy [0-9a-f]{16} of \w+ \(1\)|\S+ \(pid \d+\))/)
    }
    expect([await read(target), await place.backups()]).toEqual(['old', []])
    await place.promote(id, usual())
    expect(await read(target)).toBe('new')
  })

  test('one clone is at work on a target at a time', async () => {
    const target = await standing()
    await using place = await openPlace(target)
    await using other = await openPlace(target)
    const hold = await place.hold()
    await hold.check()
    expect((await failure(other.hold())).code).toBe('CLONE_BUSY')
    await hold[Symbol.asyncDispose]()
    await (await other.hold())[Symbol.asyncDispose]()
  })

  test('backups go when their time is over, and those that are not there are said not to be', async () => {
    const target = await standing()
    await using place = await openPlace(target)
    await place.promote(await staged(place, 'a'), { ...usual(), keepUntil: new Date(Date.now() - 1) })
    await place.promote(await staged(place, 'b'), usual())
    const [kept, expired] = await place.backups()
    expect(await dropExpired(place, new Date())).toEqual([expired])
    expect(await place.backups()).toEqual([kept])
    expect((await failure(place.rollback(expired?.id ?? '', usual()))).code).toBe('BACKUP_UNKNOWN')
    expect((await failure(place.dropBackup('../../etc'))).code).toBe('BACKUP_UNKNOWN')
    expect(await read(target)).toBe('b')
  })

  test('a staging database that is dropped leaves nothing', async () => {
    const target = await standing()
    await using place = await openPlace(target)
    const id = await staged(place, 'new')
    await place.drop(id)
    await place.drop(id)
    expect((await place.create(id)).resumed).toBe(false)
    await place.drop(id)
    expect((await failure(place.promote(id, usual()))).code).toBe('CLONE_UNKNOWN')
  })
})

describe('postgres', () => {
  const target = `${unique}_${'ü'.repeat(15)}_a_name_as_long_as_it_gets`.slice(0, 48)
  const url = inDatabase(inject('testServer').url, target)

  test('owner, settings, limit, privileges and comment stay with the name', async () => {
    await server.query(`create role ${role}`)
    await server.query(`create database "${target}"`)
    await server.execute(`
      alter database "${target}" owner to ${role};
      alter database "${target}" set search_path to "a ""b", public;
      alter database "${target}" set my.setting to 'it''s';
      alter role ${role} in database "${target}" set work_mem to '5MB';
      alter database "${target}" connection limit 77;
      revoke all on database "${target}" from public;
      grant connect on database "${target}" to ${role} with grant option;
      comment on database "${target}" is 'somebody''s';`)
    const facts = () =>
      server.query(
        `select pg_get_userbyid(datdba) as owner, datconnlimit as limit, shobj_description(d.oid, 'pg_database') as comment,
           (select array_agg(a::text order by a::text) from unnest(datacl) a) as acl,
           (select jsonb_agg(jsonb_build_array(setrole, setconfig) order by setrole) from pg_db_role_setting where setdatabase = d.oid) as settings
         from pg_database d where datname = $1`,
        [target],
      )
    const before = await facts()
    await using place = await openPlace(url)
    const id = newId()
    await place.create(id)
    const { backup } = await place.promote(id, usual())
    expect(await facts()).toEqual(before)
    await place.rollback(backup?.id ?? '', usual())
    expect(await facts()).toEqual(before)
  })

  test('a staging database lets nobody in but its owner, and is like the source', async () => {
    await using place = await openPlace(url)
    const id = newId()
    const form = {
      encoding: 'SQL_ASCII',
      collate: 'C',
      ctype: 'C',
      provider: 'libc',
      locale: null,
      rules: null,
    } as const
    await place.create(id, { like: form })
    const [made] = await server.query<{ acl: string; encoding: string }>(
      'select datacl::text as acl, pg_encoding_to_char(encoding) as encoding from pg_database where datname like $1',
      [`%${id}`],
    )
    expect(made?.encoding).toBe('SQL_ASCII')
    expect(made?.acl).not.toMatch(/[{,]=[^/]*c/)
    await place.drop(id)
    const { notes } = await place.create(id, { like: { ...form, collate: 'xx_XX.UTF-8', encoding: 'UTF8' } })
    expect(notes).toEqual([expect.stringContaining("the target's server cannot make a database with")])
    await place.drop(id)
  })

  test('who comes again and again is let in only after the swap, and his connections are ended where that is wished', async () => {
    const name = `${unique}_busy`
    await server.query(`create database ${name}`)
    const busy = inDatabase(inject('testServer').url, name)
    await write(busy, 'old')
    await using place = await openPlace(busy)
    const id = newId()
    await write((await place.create(id)).url, 'new')
    let stopped = false
    const seen: unknown[] = []
    const comer = async () => {
      while (!stopped) {
        let database: Database | undefined
        try {
          database = await connect(busy, { maxConnections: 1 })
          seen.push((await database.query<{ v: string }>('select v from t'))[0]?.v)
          await database.query('select pg_sleep(0.2)')
        } catch {
          // It was ended, as was asked.
        } finally {
          await database?.close()
        }
      }
    }
    const comers = [comer(), comer(), comer()]
    await expect.poll(() => seen.length).toBeGreaterThan(3)
    await place.promote(id, { ...usual(), disconnect: true })
    const at = seen.length
    await expect.poll(() => seen.length).toBeGreaterThan(at + 3)
    stopped = true
    await Promise.all(comers)
    const swap = seen.indexOf('new')
    expect(new Set(seen.slice(0, swap))).toEqual(new Set(['old']))
    expect(seen.slice(swap + 3).every((one) => one === 'new')).toBe(true)
  })

  test('a role that may not replace the target is told by what it could, before anything is made', async () => {
    await server.query(`alter role ${role} login nocreatedb`)
    await server.query(`create database ${unique}_foreign`)
    const foreign = new URL(inDatabase(inject('testServer').url, `${unique}_foreign`))
    foreign.username = role
    await using place = await openPlace(foreign.href)
    const error = await failure(place.check())
    expect([error.code, error.hint]).toEqual([
      'PERMISSION_DENIED',
      `Let somebody who may run: ALTER ROLE "${role}" CREATEDB; GRANT "postgres" TO "${role}";`,
    ])
  })

  test('the databases of the server itself are never a target', async () => {
    for (const name of ['postgres', 'template1'])
      expect((await failure(openPlace(inDatabase(url, name)))).code).toBe('TARGET_REFUSED')
  })

  test('backups are listed whatever other databases go at that moment', async () => {
    const name = `${unique}_of other`
    let going = true
    const others = [1, 2, 3].map(async (one) => {
      for (let round = 0; going; round++) {
        const other = `"${name}${one}_understudy_${one}${String(round).padStart(9, '0')}_backup"`
        await server.query(`create database ${other} strategy file_copy`)
        await server.query(`drop database ${other}`)
      }
    })
    await using place = await openPlace(url)
    try {
      const known = await place.backups()
      for (const until = Date.now() + 700; Date.now() < until; ) expect(await place.backups()).toEqual(known)
    } finally {
      going = false
      await Promise.all(others)
    }
  })

  test('a backup whose comment somebody has changed is listed, kept, and comes back', async () => {
    const name = `${unique}_lost`
    await server.query(`create database ${name}`)
    await write(inDatabase(url, name), 'old')
    await using place = await openPlace(inDatabase(url, name))
    const id = newId()
    await write((await place.create(id)).url, 'new')
    const { backup } = await place.promote(id, { ...usual(), keepUntil: new Date(0) })
    const backupId = backup?.id ?? ''
    await server.query(`comment on database ${name}_understudy_${backupId}_backup is 'mine now'`)
    expect(await place.backups()).toMatchObject([{ id: backupId, cloneId: null, keepUntil: null }])
    expect(await dropExpired(place, new Date())).toEqual([])
    await place.rollback(backupId, usual())
    expect(await read(inDatabase(url, name))).toBe('old')
  })
})

describe('sqlite', () => {
  const key = new Uint8Array(32).fill(7)

  async function standing(text: string): Promise<{ file: string; place: StagingPlace; id: string }> {
    const file = join(folder, `${++targets}.db`)
    {
      await using database = await connect(`sqlite:${file}`)
      await database.execute(`pragma journal_mode = wal; create table t (v text); insert into t values ('${text}')`)
    }
    const place = await openPlace(`sqlite:${file}`)
    const id = newId()
    const { url } = await place.create(id)
    await using database = await connect(url)
    await database.execute(`pragma journal_mode = wal; create table t (v text); insert into t values ('new')`)
    return { file, place, id }
  }

  const mode = async (file: string) => {
    await using database = await connect(`sqlite:${file}`)
    return (await database.query<{ journal_mode: string }>('pragma journal_mode'))[0]?.journal_mode
  }

  test('nothing but the backup and its note is left beside the target, which keeps its journal mode', async () => {
    const { file, place, id } = await standing('old')
    const { backup } = await place.promote(id, usual())
    const beside = async () => (await readdir(folder)).filter((name) => name.startsWith(`${targets}.db`)).sort()
    expect(await beside()).toEqual(
      [
        `${targets}.db`,
        `${targets}.db.understudy-${backup?.id}.backup`,
        `${targets}.db.understudy-${backup?.id}.json`,
      ].sort(),
    )
    expect(await mode(file)).toBe('wal')
    const back = await place.rollback(backup?.id ?? '', usual())
    expect([await mode(file), await read(`sqlite:${file}`)]).toEqual(['wal', 'old'])
    await place.dropBackup(back.backup?.id ?? '')
    expect(await beside()).toEqual([`${targets}.db`])
  })

  test('a sealed backup shows nothing of the target, and only its key opens it', async () => {
    const { file, place, id } = await standing('a telling value')
    const { backup } = await place.promote(id, { ...usual(), seal: key })
    expect(backup?.sealed).toBe(true)
    const { readFile, writeFile } = await import('node:fs/promises')
    const sealed = `${file}.understudy-${backup?.id}.sealed`
    const bytes = await readFile(sealed)
    expect(bytes.includes('a telling value')).toBe(false)
    const refusals = [
      await failure(place.rollback(backup?.id ?? '', usual())),
      await failure(place.rollback(backup?.id ?? '', { ...usual(), open: new Uint8Array(32) })),
    ]
    for (const at of [5, 25, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      await writeFile(sealed, changed)
      refusals.push(await failure(place.rollback(backup?.id ?? '', { ...usual(), open: key })))
    }
    expect(refusals.map(({ code }) => code)).toEqual([
      'MASKING_KEY_MISSING',
      ...Array.from({ length: 4 }, () => 'BACKUP_UNKNOWN'),
    ])
    expect(await read(`sqlite:${file}`)).toBe('new')
    await writeFile(sealed, bytes)
    await place.rollback(backup?.id ?? '', { ...usual(), open: key })
    expect(await read(`sqlite:${file}`)).toBe('a telling value')
  })
})
