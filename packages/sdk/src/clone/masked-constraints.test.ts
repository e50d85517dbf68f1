import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { policyOf } from '../anonymize/policy/example-schema.ts'
import type { ColumnDecision } from '../anonymize/policy.ts'
import { exampleKey } from '../anonymize/transforms/example-setting.ts'
import { transforms } from '../anonymize/transforms/registry.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { cloneDatabase } from './clone-database.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy constraints-'))
const server = await connect(inject('testServer').url)
const unique = `held_${randomBytes(4).toString('hex')}`
const url = (name: string) => inDatabase(inject('testServer').url, `${unique}_${name}`)
let made = 0

afterAll(async () => {
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

type Decisions = Readonly<Record<string, ColumnDecision>>

/** A table of the script is cloned by these decisions, those of other columns being to keep them. */
async function cloned(
  script: string,
  decisions: Decisions,
  more = {},
  others: Readonly<Record<string, Decisions>> = {},
) {
  const [from, to] = [`from_${++made}`, `to_${made}`]
  for (const name of [from, to]) await server.query(`create database ${unique}_${name}`)
  {
    await using database = await connect(url(from))
    await database.execute(script)
  }
  const { verification, plan } = await cloneDatabase(
    { url: url(from) },
    { url: url(to) },
    {
      policy: policyOf({ 'public.t': decisions, ...others }, more),
      key: exampleKey('held'),
      folder,
      waive: ['source-can-write'],
      confirm: { name: `${unique}_${to}` },
    },
  )
  await using database = await connect(url(to))
  const failed = verification?.checks.filter(({ passed }) => !passed)
  return {
    failed,
    checks: verification?.checks,
    notes: plan.notes.join('\n'),
    waivers: plan.waivers,
    rows: await database.query('select * from t'),
  }
}

describe('what masks would break is refused before a row is read, with the line to write', () => {
  const rows = "insert into t select i, 'person' || i, i % 2 = 0 from generate_series(1, 40) i"
  test.each([
    [
      'NULLs that count as one',
      'create table t (id int primary key, name text unique nulls not distinct)',
      { name: { transform: 'null' } },
      'holds one NULL for the same as another',
    ],
    [
      'the condition of a unique index',
      `create table t (id int primary key, name text, is_open boolean); create unique index one on t (name) where is_open; ${rows}`,
      { name: 'keep', is_open: { transform: 'coin' } },
      '"is_open": "keep"',
    ],
    [
      'NULL under an expression that takes it for a value',
      `create table t (id int primary key, name text); create unique index one on t (coalesce(name, ''))`,
      { name: { transform: 'null' } },
      '"name": "keep"',
    ],
    [
      'a key of some rows does not tell the others apart',
      `create table t (id int primary key, name text, is_open boolean, unique (name, is_open)); create unique index one on t (name) where id < 3; ${rows}`,
      { name: 'keep', is_open: { transform: 'coin' } },
      'the key (name, is_open)',
    ],
    [
      'an exclusion',
      'create table t (id int primary key, during int4range, exclude using gist (during with &&))',
      { during: { transform: 'noise' } },
      '"during": "keep"',
    ],
    [
      'a check of a length',
      'create table t (id int primary key, code text check (length(code) <= 3))',
      { code: { transform: 'constant', options: { value: 'four' } } },
      'it may give 4: "format" and "redact" keep the length',
    ],
    [
      'a partition for some values only',
      `create table t (id int, at date) partition by range (at);
       create table t1 partition of t for values from ('2026-01-01') to ('2026-06-01')`,
      { at: { transform: 'date-shift' } },
      '"at": "keep"',
    ],
    [
      'a number that is never 0',
      'create table t (id int primary key, n int check (n > 0))',
      { n: { transform: 'key-integer' } },
      '"low": 1',
    ],
    [
      'masks beside values that stay',
      'create table t (id int primary key, n int unique)',
      {
        n: { transform: 'key-integer', when: 'id > 3', waiver: { reason: 'a test', by: 'a test' } },
      },
      'leave when out',
    ],
  ] as const)('%s', async (_, script, decisions, says) => {
    const error = await failure(cloned(script, { id: 'keep', ...decisions }))
    expect(error.code).toBe('TRANSFORM_UNFIT')
    expect(error.message + error.hint).toContain(says)
  })
})

describe('what the policy lets through by a waiver is cloned', () => {
  const waiver = { reason: 'accounts of testers', by: 'a test' }
  const script = `create table t (id int primary key, mail text not null, note text);
    insert into t select i, 'person' || i || '@shop.example', 'wrote to person' || i || '@shop.example' from generate_series(1, 20) i`
  const mail = { transform: 'email', when: 'id > 3', waiver } as const

  test('values of some rows, and originals in a column whose rule is not active', async () => {
    const { failed, checks, rows } = await cloned(script, {
      id: 'keep',
      mail,
      note: { transform: 'redact', active: false, waiver },
    })
    expect(failed).toEqual([])
    expect(checks).toContainEqual(
      expect.objectContaining({
        column: 'note',
        count: 17,
        message: expect.stringContaining('a waiver of the policy'),
      }),
    )
    expect(rows.filter(({ id, mail }) => mail === `person${id}@shop.example`)).toHaveLength(3)
  })

  test('and nothing else: a column that is kept without one fails, and is told how to be let through', async () => {
    const error = await failure(cloned(script, { id: 'keep', mail, note: 'keep' }))
    expect(error.code).toBe('VERIFICATION_FAILED')
    expect(error.message).toContain('public.t.note: leaked values: 17 ')
    expect(error.hint).toContain('"active": false')
  })

  test('keys of what is kept, where a column refers to one table or another', async () => {
    const { failed, rows } = await cloned(
      `create table people (id int primary key, name text not null);
       create table goods (id int primary key);
       create table t (id int primary key, kind text, about int);
       insert into people select i, 'Person' || i from generate_series(1, 20) i;
       insert into goods select i from generate_series(101, 120) i;
       insert into t select i, case when i % 10 = 0 then 'person' else 'good' end, case when i % 10 = 0 then i / 10 else 100 + 1 + i % 20 end
         from generate_series(1, 200) i;
       insert into t values (201, null, 7), (202, 'neither', 7)`,
      { id: 'keep', kind: 'keep', about: 'keep' },
      {
        references: [
          { from: 'public.t.about', to: 'public.people.id', where: { column: 'kind', equals: 'person' } },
          { from: 'public.t.about', to: 'public.goods.id', where: { column: 'kind', equals: 'good' } },
        ],
      },
      {
        'public.people': { id: { transform: 'key-integer' }, name: { transform: 'full-name' } },
        'public.goods': { id: 'keep' },
      },
    )
    expect(failed).toEqual([])
    const kept = rows.filter(({ id, about }) => Number(about) === 101 + (Number(id) % 20))
    expect(kept.length).toBeGreaterThanOrEqual(180)
    expect(rows.filter(({ id }) => Number(id) > 200).map(({ about }) => about)).toEqual([7, 7])
  })

  test('a condition that the source does not understand is refused before a row is read', async () => {
    const error = await failure(cloned(script, { id: 'keep', mail: { ...mail, when: 'id == 3' }, note: 'keep' }))
    expect(error.code).toBe('POLICY_INVALID')
    expect(error.message).toContain('public.t.mail has a when that the source refuses')
  })
})

test('a key that is never 0 is masked within its bounds', async () => {
  const n = { transform: 'key-integer', options: { low: 1, high: 2147483647 } }
  const script =
    'create table t (id int primary key, n int unique check (n > 0)); insert into t select i, i from generate_series(1, 40) i'
  const { failed, rows } = await cloned(script, { id: 'keep', n })
  expect([failed, rows.length]).toEqual([[], 40])
})

test('what a type does not take is told by its column, and not shown', async () => {
  const script = `create table t (id int primary key, "a, line 1" inet); insert into t values (1, '203.0.113.9')`
  const error = await failure(
    cloned(script, { id: 'keep', 'a, line 1': { transform: 'constant', options: { value: 'secret' } } }),
  )
  expect(error.code).toBe('CLONE_FAILED')
  expect(error.message).toBe('public.t."a, line 1" could not be copied: invalid input syntax for type inet: "…"')
})

test('unique indexes over lower(), over some rows and with NULLs that count as one hold by construction', async () => {
  const { failed, rows } = await cloned(
    `create table t (id int primary key, mail varchar(40), nick text unique nulls not distinct, gone timestamptz);
     create unique index one on t (lower(mail)); create unique index two on t (nick) where gone is null;
     insert into t select i, case when i % 2 = 0 then chr(96 + i) else chr(64 + i) end || '@Corp.example', chr(96 + i),
       case when i % 3 = 0 then timestamptz '2026-01-01' end from generate_series(1, 26) i;
     insert into t values (27, null, null, null)`,
    {
      id: 'keep',
      mail: { transform: 'email' },
      nick: { transform: 'username' },
      gone: { transform: 'date-shift' },
    },
  )
  expect(failed).toEqual([])
  expect(rows).toHaveLength(27)
})

test('masks keep to the length of a type and to one that is checked, whatever the values are', async () => {
  const { failed, rows } = await cloned(
    `create domain code as text check (char_length(value) <= 30);
     create table t (id int primary key, mail varchar(20), other code, site varchar(30), doc varchar(40), list varchar(12)[]);
     insert into t select i, left('person' || i || '@corporation.com', 20 - i % 10), left(repeat('person', 3) || i || '@corporation.com', 30),
       left('https://corp.com/people/' || repeat('a', i), 30), left('{"n":"' || repeat('x', i), 38) || '"}', array[left('host' || i || '.corp.com', 12)]
       from generate_series(1, 30) i`,
    {
      id: 'keep',
      mail: { transform: 'email' },
      other: { transform: 'email', options: { style: 'person' } },
      site: { transform: 'url' },
      doc: { transform: 'json', options: { paths: { n: 'email' } } },
      list: { transform: 'hostname' },
    },
    { transforms: Object.fromEntries(transforms().map(({ name, version }) => [name, version])) },
  )
  expect(failed).toEqual([])
  expect(rows).toHaveLength(30)
})

describe('a key of JSON that is an original', () => {
  const script = `create table t (id int primary key, mail text, doc jsonb);
    insert into t select i, 'canary' || i || '@corp.example', jsonb_build_object('by',
      jsonb_build_object('canary' || i || '@corp.example', true)) from generate_series(1, 30) i`
  const rules = (paths: Readonly<Record<string, string>>) =>
    ({ id: 'keep', mail: { transform: 'email' }, doc: { transform: 'json', options: { paths } } }) as const

  test('fails the verification, and does not once a path names it', async () => {
    expect((await failure(cloned(script, rules({})))).code).toBe('VERIFICATION_FAILED')
    const { failed, rows } = await cloned(script, rules({ 'by.*~': 'email' }))
    expect(failed).toEqual([])
    for (const { mail, doc } of rows) expect(JSON.stringify(doc)).toContain(`{"by":{"${mail}":true}}`)
  })
})

describe('an address in the definition, which no mask reaches,', () => {
  const table = `create table t (id int primary key, mail text);
    insert into t select i, 'canary' || i || '@corp.com' from generate_series(1, 30) i;`
  const rules = { id: 'keep', mail: { transform: 'email' } } as const

  test('is told by the plan, and does not matter where no row has it', async () => {
    const { failed, notes } = await cloned(
      `${table} comment on table t is 'Ask dba@corp.com'; alter table t alter mail set default 'nobody@mail.example'`,
      rules,
    )
    expect(failed).toEqual([])
    expect(notes).toContain('comment on table public.t.')
    expect(notes).not.toContain('corp.com')
  })

  test('fails the verification where a row had it, wherever that is', async () => {
    const changes = `
      alter table t alter mail set default 'canary1@corp.com';
      create index on t (id) where mail = 'canary2@corp.com';
      create view v as select id from t where mail <> 'canary3@corp.com';
      alter table t add check (mail <> 'canary4@corp.com' or id = 4);
      create function f() returns text language sql as $$ select 'canary5@corp.com' $$;
      create type who as enum ('canary6@corp.com')`
    const { code, message, details } = await failure(cloned(`${table} ${changes}`, rules))
    expect(code).toBe('VERIFICATION_FAILED')
    expect(details.problems).toMatchObject([
      { path: 'constraint public.t.t_check' },
      { path: 'default public.t.mail' },
      { path: 'enum public.who' },
      { path: 'function public.f()' },
      { path: 'index public.t_id_idx' },
      { path: 'view public.v' },
    ])
    expect(JSON.stringify([message, details])).not.toContain('canary')
  })

  test('is let through by a waiver that names its place, which is recorded; others are not', async () => {
    const change = `${table} alter table t alter mail set default 'canary7@corp.com'; comment on table t is 'see canary8@corp.com'`
    const keep = { reason: 'a made-up one', by: 'a test' }
    const [ofDefault, ofComment] = ['default public.t.mail', 'comment on table public.t']
    const one = await failure(cloned(change, rules, { definition: { [ofDefault]: { keep } } }))
    expect(one.code).toBe('VERIFICATION_FAILED')
    expect(one.message).toContain(ofComment)
    expect(one.message).not.toContain(ofDefault)
    expect(one.hint).toContain(`${JSON.stringify(ofComment)}: { "keep": { "reason": "…", "by": "…" } }`)
    const { failed, checks, waivers } = await cloned(change, rules, {
      definition: { [ofDefault]: { keep }, [ofComment]: { keep } },
    })
    expect(failed).toEqual([])
    expect(waivers).toEqual([
      { about: ofDefault, ...keep },
      { about: ofComment, ...keep },
      expect.objectContaining({ about: 'source-can-write' }),
    ])
    expect(checks?.find(({ table }) => table === ofComment)).toMatchObject({ passed: true, count: 1 })
  })

  test('is not waived by a name that nothing has, nor after the last day of its waiver', async () => {
    const keep = { reason: 'a made-up one', by: 'a test' }
    const unknown = await failure(cloned(table, rules, { definition: { 'default public.t.mial': { keep } } }))
    expect(unknown.code).toBe('POLICY_MISMATCH')
    const until = '2026-01-01'
    const over = await failure(
      cloned(table, rules, { definition: { 'default public.t.mail': { keep: { ...keep, until } } } }),
    )
    expect(over.code).toBe('POLICY_INVALID')
    expect(over.message).toContain('ran out on 2026-01-01')
  })
})
