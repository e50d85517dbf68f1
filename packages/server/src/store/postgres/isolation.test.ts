import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { testRing, testStoreConfig, testTeam } from '../../../test/store.ts'
import { openStore } from '../open-store.ts'
import { teamShape } from '../shape/team-shape.ts'
import { applicationRole } from './application-role.ts'

const config = await testStoreConfig('postgres', 'isolation')
const url = config.engine === 'postgres' ? config.url : ''
const role = applicationRole(new URL(url).pathname.slice(1))
const store = await openStore(config, testRing)
const owner = new pg.Client({ connectionString: url, options: '-c search_path=understudy' })
await owner.connect()
afterAll(async () => {
  await store.close()
  await owner.end()
})

/** Who is there as the application, and has set no team. */
async function asApplication<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=understudy' })
  await client.connect()
  try {
    await client.query(`set session authorization ${pg.escapeIdentifier(role)}`)
    return await work(client)
  } finally {
    await client.end()
  }
}

describe('every table of the schema', () => {
  test('that has a team says so in each row, and first of all in its key', async () => {
    const { rows } = await owner.query<{ name: string; team: string | null; key: string | null }>(`
      select c.relname as name,
        (select case when a.attnotnull then 'not null' else 'nullable' end from pg_attribute a
          where a.attrelid = c.oid and a.attname = 'team_id' and not a.attisdropped) as team,
        (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
          where i.indrelid = c.oid and i.indisprimary) as key
      from pg_class c where c.relnamespace = 'understudy'::regnamespace and c.relkind = 'r'`)
    const known = rows.filter(({ name }) => name in teamShape)
    expect(known).toHaveLength(Object.keys(teamShape).length)
    expect(known.filter(({ team, key }) => team !== 'not null' || key !== 'team_id')).toEqual([])
  })

  test('that refers to another of the same team does so with the team', async () => {
    const { rows } = await owner.query<{ name: string; to: string; own: string; other: string }>(`
      select k.conrelid::regclass::text as name, k.confrelid::regclass::text as to,
        (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) as own,
        (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[1]) as other
      from pg_constraint k where k.contype = 'f' and k.connamespace = 'understudy'::regnamespace`)
    const ofTeams = rows.filter(({ name }) => name in teamShape)
    expect(ofTeams.length).toBeGreaterThan(Object.keys(teamShape).length)
    expect(ofTeams.filter(({ own, other }) => own !== 'team_id' || other !== 'team_id')).toEqual([])
  })

  test('is behind forced row-level security, or out of reach of the application', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select c.relname as name from pg_class c
        where c.relnamespace = 'understudy'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
          and not (c.relrowsecurity and c.relforcerowsecurity
            and exists (select from pg_policy p where p.polrelid = c.oid and p.polwithcheck is not null))
          and not (not has_any_column_privilege($1, c.oid, 'select, insert, update, references')
            and not has_table_privilege($1, c.oid, 'delete, truncate, trigger'))`,
      [role],
    )
    expect(rows).toEqual([])
  })
})

describe('the application role', () => {
  test('has no attribute by which row-level security is passed by', async () => {
    const { rows } = await owner.query(
      'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit from pg_roles where rolname = $1',
      [role],
    )
    expect(rows.flatMap((row) => Object.values(row))).toEqual(Array(6).fill(false))
  })

  test('reads no row of a team where none is set, nor where it was set for a transaction before', async () => {
    const team = await testTeam(store)
    await store.team(team, (tx) =>
      tx
        .insertInto('team_config')
        .values({ team_id: team, config_sealed: new Uint8Array(), updated_at: '', revision: 1 })
        .execute(),
    )
    await asApplication(async (client) => {
      const count = async () => (await client.query('select count(*)::int as n from team_config')).rows[0].n
      expect(await count()).toBe(0)
      await client.query('begin')
      await client.query("select set_config('understudy.team', $1, true)", [team])
      expect(await count()).toBe(1)
      await client.query('commit')
      expect(await count()).toBe(0)
      await expect(
        client.query("insert into team_config values ($1, '{}', '', 1)", [randomUUID()]),
      ).rejects.toMatchObject({ code: '42501' })
    })
  })

  test('cannot change, delete or empty a trail, nor take its tables apart', async () => {
    for (const statement of [
      "update audit set actor = ''",
      'delete from audit',
      'truncate audit',
      "update system_audit set actor = ''",
      'delete from system_audit_checkpoints',
      'alter table audit disable trigger all',
      'drop table audit',
      'alter table datasets disable row level security',
      'create table mine (a int)',
      'select * from application_role',
      "insert into migrations values (9, '', '')",
      'set role postgres',
    ]) {
      await expect(
        asApplication((client) => client.query(statement)),
        statement,
      ).rejects.toMatchObject({
        code: '42501',
      })
    }
  })

  test('learns nothing of another team by the key that it takes', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    const id = randomUUID()
    const row = {
      id,
      name: 'same',
      description: '',
      created_at: '',
      created_by: '',
      published_version: null,
      retention: null,
      personal: '[]',
      key_sealed: null,
      archived_at: null,
      erased_at: null,
    }
    await store.team(team, (tx) =>
      tx
        .insertInto('datasets')
        .values({ team_id: team, ...row })
        .execute(),
    )
    await store.team(other, (tx) =>
      tx
        .insertInto('datasets')
        .values({ team_id: other, ...row })
        .execute(),
    )
    await expect(
      store.team(other, (tx) =>
        tx
          .insertInto('datasets')
          .values({ team_id: team, ...row })
          .execute(),
      ),
    ).rejects.toMatchObject({ code: 'ISOLATION_BREACH', cause: { code: '42501' } })
  })

  test('has a password that stands nowhere in the clear', async () => {
    const { rows } = await owner.query('select * from application_role')
    expect(rows).toHaveLength(1)
    const { rows: shadow } = await owner.query('select rolpassword from pg_authid where rolname = $1', [role])
    expect(shadow[0].rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/)
    const opened = testRing.unwrap({ ringKey: rows[0].ring_key, wrapped: rows[0].wrapped }, role)
    expect(Buffer.from(opened).toString()).toMatch(/^[\w-]{43}$/)
  })
})

describe('a server', () => {
  test('that is what it should be proves it, and leaves nothing of that', async () => {
    const before = await store.places()
    await store.proveIsolation()
    expect(await store.places()).toEqual(before)
  })

  test.each([
    ['alter table datasets no force row level security', 'alter table datasets force row level security', 'datasets'],
    ['alter table events disable row level security', 'alter table events enable row level security', 'events'],
    ['create policy more on leases using (true)', 'drop policy more on leases', 'leases'],
    ['create policy more on users using (true)', 'drop policy more on users', 'users'],
    ['alter policy team on chunks using (true)', null, 'chunks'],
    [`create table plain (a int); grant select on plain to ${role}`, 'drop table plain', 'plain'],
    [
      `create view all_jobs as select * from jobs; grant select on all_jobs to ${role}`,
      'drop view all_jobs',
      'all_jobs',
    ],
    [`grant update on audit to ${role}`, `revoke update on audit from ${role}`, 'audit'],
    [
      `grant select on application_role to ${role}`,
      `revoke select on application_role from ${role}`,
      'application_role',
    ],
    [`alter role ${role} bypassrls`, `alter role ${role} nobypassrls`, 'bypasses'],
    [`alter role ${role} superuser`, `alter role ${role} nosuperuser`, 'superuser'],
    [`grant create on schema understudy to ${role}`, `revoke create on schema understudy from ${role}`, 'create'],
    [
      `alter table webhooks owner to ${role}`,
      `alter table webhooks owner to postgres; grant select, insert, update, delete on webhooks to ${role}`,
      'owns webhooks',
    ],
    [
      `revoke select, insert, update, delete on blobs from ${role}`,
      `grant select, insert, update, delete on blobs to ${role}`,
      'blobs',
    ],
  ])('refuses to serve after: %s', async (broken, mended, named) => {
    await owner.query(broken)
    try {
      await expect(store.proveIsolation()).rejects.toMatchObject({
        code: 'ISOLATION_BROKEN',
        message: expect.stringContaining(named),
      })
    } finally {
      const back =
        mended ?? `alter policy team on chunks using (team_id = nullif(current_setting('understudy.team', true), ''))`
      await owner.query(back)
    }
    await store.proveIsolation()
  })

  test('keeps no team on a connection that it gives to the next', async () => {
    const team = await testTeam(store)
    await store.team(team, async () => {})
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.readSystem(async (db) => {
          const { rows } = await sql<{ team: string; who: string }>`
            select current_setting('understudy.team', true) as team, session_user::text as who`.execute(db)
          expect(rows).toEqual([{ team: '', who: role }])
        }),
      ),
    )
  })
})
