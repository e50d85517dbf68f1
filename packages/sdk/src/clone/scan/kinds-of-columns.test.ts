import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import type { ColumnDecision, MaskingPolicy } from '../../anonymize/policy.ts'
import { exampleKey } from '../../anonymize/transforms/example-setting.ts'
import { connect } from '../../database/connect.ts'
import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import { quoteIdentifier } from '../../database/postgres/quote.ts'
import { cloneDatabase } from '../clone-database.ts'
import { policyOf } from './policy-of.ts'
import type { Scan } from './scan.ts'
import { scanSource } from './scan-source.ts'

/** What people have in all kinds of columns: each value that speaks of one holds the canary. */
const script = `
  create extension hstore; create extension citext; create extension ltree; create extension lo; create extension file_fdw;
  create server files foreign data wrapper file_fdw;
  create type mood as enum ('sad', 'ok', 'happy');
  create domain mail as text check (value like '%@%');
  create domain mails as text[];
  create type place as (street text, zip text);
  create domain home as place;
  create type contact as (name text, mails text[], home place);
  create type textrange as range (subtype = text);
  create table kinds (
  id int primary key,
  l_text text[], l_mail mail[], d_list mails, l_int int[], l_num numeric(8,2)[], l_bool boolean[], l_uuid uuid[], l_date date[], l_ts timestamptz[], l_json jsonb[], l_inet inet[],
  l_bytes bytea[], l_mood mood[], l_place place[], l_two text[][], l_time time[], l_interval interval[], l_hstore hstore[], l_range daterange[], l_bits bit(4)[], l_xml xml[], l_mac macaddr[], l_point point[], l_money money[],
  c_home home, c_contact contact, c_contacts contact[],
  r_int int4range, r_date daterange, r_ts tstzrange, r_text textrange, m_date datemultirange, m_num nummultirange,
  h hstore, j_keys jsonb, j_json json, j_scalar jsonb, j_text text,
  mail text,
  b_bit bit(8), b_varbit varbit, x xml, ip inet, net cidr, mac macaddr, mac8 macaddr8, cash money, iv interval, o oid, rc regclass, rn name, ch "char",
  by_text bytea, by_pic bytea, wide text, nul text, nul_int int, nul_json jsonb, nul_mail text, flag boolean, tz timetz, q tsquery, jp jsonpath, lsn pg_lsn, xid xid8, pt point, pol polygon,
  t_time time, f4 float4, f8 float8, n numeric, "we""ird; drop table kinds --" text, "c0" text, "t.ctid" text, "
  newline" text, "ünïcödé_メール" text, ci citext, lt ltree, loid lo,
  vec_gen tsvector generated always as (to_tsvector('simple', mail)) stored, vec_trig tsvector,
  g_stored text generated always as (lower(mail)) stored, g_virtual text generated always as (upper(mail)) virtual
  );
  create function fill_vec() returns trigger language plpgsql as $$ begin new.vec_trig := to_tsvector('simple', new.mail); return new; end $$;
  create trigger fill before insert on kinds for each row execute function fill_vec();
  insert into kinds select i,
  array['a zyzzyva' || i], array['zyzzyva' || i || '@mail.example'], array['zyzzyva' || i || '@mail.example'], array[i, i + 7], array[i * 1.5], array[i % 2 = 0], array[gen_random_uuid()],
  array[date '1950-01-01' + i], array[timestamptz '1950-01-01' + i * interval '1 day'], array[jsonb_build_object('mail', 'zyzzyva' || i || '@mail.example')], array[('10.1.2.' || i % 250)::inet],
  array[convert_to('zyzzyva' || i, 'UTF8')], array[(array['sad','ok','happy'])[1 + i % 3]::mood], array[row(i || ' Zyzzyva Street', '1' || 1000 + i)::place], array[array['zyzzyva' || i || '@mail.example', 'z'], array['a', 'b']],
  array[time '10:00' + i * interval '1 minute'], array[i * interval '1 day'], array[hstore('mail', 'zyzzyva' || i || '@mail.example')], array[daterange(date '1950-01-01' + i, date '1950-02-01' + i)], array[(i % 16)::bit(4)], array[('<a>zyzzyva' || i || '</a>')::xml], array[('08:00:2b:01:02:' || lpad(to_hex(i % 256), 2, '0'))::macaddr], array[point(i, i)], array[i::money],
  row(i || ' Zyzzyva Street', '1' || 1000 + i)::place, row('Zyzzyva' || i, array['zyzzyva' || i || '@mail.example'], row(i || ' Zyzzyva Street', '1' || 1000 + i)::place)::contact, array[row('Zyzzyva' || i, array['zyzzyva' || i || '@mail.example'], row(i || ' Zyzzyva Street', '1' || 1000 + i)::place)::contact],
  int4range(i, i + 5), daterange(date '1950-01-01' + i, date '1950-02-01' + i), tstzrange(timestamptz '1950-01-01' + i * interval '1 day', null), textrange('zyzzyva' || i || '@mail.example', null), datemultirange(daterange(date '1950-01-01' + i, date '1950-02-01' + i)), nummultirange(numrange(i, i + 1)),
  hstore('mail', 'zyzzyva' || i || '@mail.example'), jsonb_build_object('zyzzyva' || i || '@mail.example', jsonb_build_object('phone', '+49 30 ' || (1000000 + i * 7))), json_build_object('owner', json_build_object('email', 'zyzzyva' || i || '@mail.example')), to_jsonb('zyzzyva' || i || '@mail.example'), '{"email": "zyzzyva' || i || '@mail.example"}',
  'zyzzyva' || i || '@mail.example',
  i::bit(8), i::bit(8)::varbit, ('<person><mail>zyzzyva' || i || '@mail.example</mail></person>')::xml, ('10.1.2.' || i % 250)::inet, ('10.' || i % 250 || '.0.0/16')::cidr, ('08:00:2b:01:02:' || lpad(to_hex(i % 256), 2, '0'))::macaddr, ('08:00:2b:01:02:03:04:' || lpad(to_hex(i % 256), 2, '0'))::macaddr8, i::money, i * interval '1 day', i::oid, 'kinds'::regclass, 'zyzzyva' || i, 'z',
  convert_to('zyzzyva' || i || '@mail.example wrote that', 'UTF8'), '\\xffd8ffe000104a46494600'::bytea, repeat('zyzzyva ' || i || ' ', 2000), null, null, null, null, i % 2 = 0, '10:00+01'::timetz, 'zyzzyva'::tsquery, '$.zyzzyva'::jsonpath, '0/0'::pg_lsn, '1'::xid8, point(52.1 + i / 1000.0, 13.1), '((0,0),(1,1))'::polygon,
  time '10:00' + i * interval '1 minute', i, i, i * 1.25, 'zyzzyva' || i || '@mail.example', '+49 30 ' || (1000000 + i * 7), 'zyzzyva' || i || '@mail.example', 'zyzzyva' || i || '@mail.example', 'zyzzyva' || i || '@mail.example', 'Zyzzyva' || i || '@mail.example', ('zyzzyva.a' || i)::ltree, i
  from generate_series(1, 200) i;
  create materialized view mv as select mail from kinds;
  create view v as select mail from kinds;
  create table empty_one (id int primary key, x text, mail text, tags text[], doc jsonb, v int4range);
  create table parted (id int, at date, mail text) partition by range (at);
  create table parted_1 partition of parted for values from ('2026-01-01') to ('2026-06-01') partition by list (id);
  create table parted_1_a partition of parted_1 for values in (1, 2, 3);
  create table parted_1_d partition of parted_1 default;
  create table parted_2 partition of parted for values from ('2026-06-01') to ('2027-01-01');
  insert into parted select i % 9, '2026-02-01', 'zyzzyva' || i || '@mail.example' from generate_series(1, 60) i;
  create table parted_d (id int, at date, mail text) partition by list (id);
  create table parted_d_1 partition of parted_d for values in (1);
  create table parted_d_2 partition of parted_d default;
  insert into parted_d select 2, '2026-02-01', 'zyzzyva' || i || '@mail.example' from generate_series(1, 60) i;
  create foreign table alone (mail text) server files options (filename '/nowhere');
  create table base (id int primary key, note text);
  create table heir (id int primary key, note text, secret text) inherits (base);
  insert into base select i, 'plain' from generate_series(1, 30) i;
  insert into heir select 100 + i, 'zyzzyva' || i || '@mail.example', 'zyzzyva' || i || '@mail.example' from generate_series(1, 30) i;
  create table nothing ();
  analyze`

const url = await testDatabase('scan_kinds')
const target = `scan_kinds_${randomBytes(4).toString('hex')}`
let scan: Scan
let policy: MaskingPolicy

beforeAll(async () => {
  await using database = await connect(url)
  await database.execute(script)
  ;({ scan } = await scanSource(url, { waivers: ['source-can-write'] }))
  policy = policyOf(scan)
}, 30_000)
afterAll(async () => {
  await using server = await connect(inject('testServer').url)
  await dropDatabase(server, target)
})

/** Decisions that the scan has made, or offers. */
function* offered(): Generator<{ table: string; column: string; decisions: readonly ColumnDecision[] }> {
  for (const [table, { columns }] of scan.tables)
    for (const { name: column, verdict } of columns) {
      if (verdict.kind === 'mask') yield { table, column, decisions: [verdict.decision] }
      if (verdict.kind === 'keep') yield { table, column, decisions: ['keep'] }
      if (verdict.kind === 'undecided') yield { table, column, decisions: verdict.suggestions }
    }
}

/** The first of what is offered for each column, in place of questions. */
function answered(): MaskingPolicy {
  const tables: Record<string, { columns: Record<string, ColumnDecision> }> = { 'public.nothing': { columns: {} } }
  for (const { table, column, decisions } of offered()) {
    tables[table] ??= { columns: {} }
    tables[table].columns[column] = decisions[0] ?? 'keep'
  }
  return { ...policy, undecided: {}, tables }
}

test('what is personal is masked, whatever it is wrapped in', () => {
  const masked = Object.entries(policy.tables).map(([table, { columns }]) => [
    table,
    Object.entries(columns)
      .flatMap(([column, decision]) => (decision === 'keep' ? [] : [`${column} ${decision.transform}`]))
      .sort(),
  ])
  expect(Object.fromEntries(masked)).toMatchInlineSnapshot(`
    {
      "public.alone": [],
      "public.base": [],
      "public.empty_one": [
        "mail email",
      ],
      "public.heir": [
        "note email",
        "secret email",
      ],
      "public.kinds": [
        "
      newline email",
        "by_pic file",
        "c0 phone",
        "c_contact fields",
        "c_contacts fields",
        "c_home fields",
        "ci email",
        "d_list email",
        "h email",
        "ip ip",
        "j_json json",
        "j_keys json",
        "j_scalar json",
        "j_text json",
        "l_hstore redact",
        "l_inet ip",
        "l_json redact",
        "l_mac mac",
        "l_mail email",
        "l_place fields",
        "l_point point",
        "l_two free-text",
        "mac mac",
        "mac8 mac",
        "mail email",
        "net ip",
        "nul_mail email",
        "pt point",
        "r_text free-text",
        "t.ctid email",
        "vec_trig tsvector",
        "we"ird; drop table kinds -- email",
        "ünïcödé_メール email",
      ],
      "public.nothing": [],
      "public.parted": [
        "mail email",
      ],
      "public.parted_d": [
        "mail email",
      ],
    }
  `)
})

test('parts of composites, of lists of them and of composites inside of others are masked as what they are', () => {
  const { c_contact: one, c_contacts: many, l_place: places } = policy.tables['public.kinds']?.columns ?? {}
  const home = { transform: 'fields', options: { fields: { street: 'street-address', zip: 'postcode' } } }
  expect(places).toEqual(home)
  expect(one).toEqual({ transform: 'fields', options: { fields: { name: 'full-name', mails: 'email', home } } })
  expect(many).toEqual(one)
})

test('what no mask may touch is asked about with "keep" as the only line', () => {
  const only = [...offered()].flatMap(({ table, column, decisions }) =>
    policy.undecided[`${table}.${column}`] && decisions.length === 1 ? [`${table}.${column}`] : [],
  )
  expect(only).toEqual(['public.alone.mail', 'public.parted.at'])
  expect(policy.undecided['public.alone.mail']?.why).toContain('in another database')
})

test('every decision that a scan makes or offers is one that a policy takes', () => {
  const refused: string[] = []
  for (const { table, column, decisions } of offered()) {
    const masking = scan.schema.tables.find(({ name }) => name === table)
    for (const decision of decisions) {
      const kept = (masking?.columns ?? []).flatMap(({ name, generated }) =>
        generated ? [] : [[name, 'keep'] as const],
      )
      const columns: Record<string, ColumnDecision> = { ...Object.fromEntries(kept), [column]: decision }
      try {
        compilePolicy(
          { ...policy, undecided: {}, tables: { [table]: { columns } } },
          { tables: masking === undefined ? [] : [masking] },
          { key: exampleKey('kinds') },
        )
      } catch (thrown) {
        refused.push(`${table}.${column} ${JSON.stringify(decision)}: ${thrown}`)
      }
    }
  }
  expect(refused).toEqual([])
})

test('a clone by the first of what is offered is verified, and holds none of them anywhere', async () => {
  {
    await using server = await connect(inject('testServer').url)
    await server.query(`create database ${target}`)
  }
  const folder = await mkdtemp(join(tmpdir(), 'understudy kinds-'))
  const { verification } = await cloneDatabase(
    { url },
    { url: inDatabase(inject('testServer').url, target) },
    {
      policy: answered(),
      key: exampleKey('kinds'),
      folder,
      waive: ['source-can-write'],
      confirm: async (plan, name) => ({ name, planHash: plan.hash }),
    },
  ).finally(() => rm(folder, { recursive: true, force: true }))
  expect(verification?.checks.filter(({ passed }) => !passed)).toEqual([])
  await using copy = await connect(inDatabase(inject('testServer').url, target))
  const places = await copy.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind in ('r', 'p', 'm', 'v') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not attisdropped`,
  )
  const found: string[] = []
  for (const { table, column } of places) {
    const text = `${quoteIdentifier(column)}::text`
    const [row] = await copy.query<{ rows: number }>(
      `select count(*)::int as rows from ${quoteIdentifier(table)} where ${text} ilike '%zyzzyva%' or ${text} ilike '%7a797a7a797661%'`,
    )
    if (row?.rows !== 0) found.push(`${table}.${column}`)
  }
  expect(places.length).toBeGreaterThan(100)
  expect(found).toEqual([])
})
