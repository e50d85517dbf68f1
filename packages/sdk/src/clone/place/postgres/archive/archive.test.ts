import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { firstOf, testInFull } from '../../../../../../../test/full.ts'
import { failure } from '../../../../../test/failure.ts'
import { dropRoles, kitchenSink, serverNumber } from '../../../../catalog/analyze/postgres/kitchen-sink.ts'
import { analyzeSchema } from '../../../../catalog/analyze.ts'
import { compareSchemas } from '../../../../catalog/diff/compare-schemas.ts'
import type { Session } from '../../../../database/adapter.ts'
import { connect } from '../../../../database/connect.ts'
import { dropDatabase } from '../../../../database/postgres/drop-database.ts'
import { inDatabase } from '../../../../database/postgres/in-database.ts'
import { quoteTable } from '../../../../database/postgres/quote.ts'
import { dropExpired, type StagingPlace } from '../../../staging.ts'
import { openPlace } from '../../open-place.ts'
import { newId } from '../../place-names.ts'
import { ArchiveFiles } from './archive-files.ts'

const state = await mkdtemp(join(tmpdir(), 'understudy archive-'))
const server = await connect(inject('testServer').url)
const unique = `archive_${randomBytes(4).toString('hex')}`
const owner = `${unique}_owner`
const reader = `${unique}_reader`
const before = process.env.UNDERSTUDY_STATE
const key = new Uint8Array(32).fill(7)

beforeAll(async () => {
  process.env.UNDERSTUDY_STATE = state
  await server.execute(`create role ${owner}; create role ${reader}`)
})
afterAll(async () => {
  if (before === undefined) delete process.env.UNDERSTUDY_STATE
  else process.env.UNDERSTUDY_STATE = before
  for (const name of await databases()) await dropDatabase(server, name)
  await server.execute(`drop role if exists ${owner}; drop role if exists ${reader}`)
  await server.close()
  await rm(state, { recursive: true, force: true })
})

async function databases(): Promise<string[]> {
  const names = await server.query<{ name: string }>(
    'select datname as name from pg_database where datname like $1 order by 1',
    [`${unique}%`],
  )
  return names.map(({ name }) => name)
}

const files = async () => (await readdir(join(state, 'backups')).catch(() => [])).sort()
const week = () => new Date(Date.now() + 7 * 86_400_000)
const usual = () => ({ disconnect: false, keepUntil: week() })
const sealing = () => ({ ...usual(), seal: key })
let targets = 0

interface Standing {
  readonly name: string
  readonly url: string
  readonly place: StagingPlace
  /** Of a clone that stands ready to be promoted. */
  readonly id: string
}

async function standing(schema: string): Promise<Standing> {
  const name = `${unique}_${++targets}`
  await server.query(`create database ${name}`)
  const url = inDatabase(inject('testServer').url, name)
  await run(url, schema)
  const place = await openPlace(url)
  const id = newId()
  await run((await place.create(id)).url, "create table t (v text); insert into t values ('new')")
  return { name, url, place, id }
}

async function run(url: string, script: string): Promise<void> {
  await using database = await connect(url, { create: false })
  await database.execute(script)
}

const little = "create table t (v text); insert into t values ('a telling value')"

async function read(url: string): Promise<unknown> {
  await using database = await connect(url, { create: false })
  return (await database.query<{ v: string }>('select v from t'))[0]?.v
}

/** All that a database holds, row for row. */
async function contentOf(url: string): Promise<Record<string, unknown>> {
  await using database = await connect(url, { create: false, maxConnections: 1 })
  return await database.session(async (session) => {
    await session.execute("set row_security to off; set timezone to 'UTC'")
    const rows = (text: string) => session.query(text)
    const content: Record<string, unknown> = {}
    for (const name of await namesOf(session, "c.relkind in ('r', 'm')"))
      content[name] = await rows(`select x::text as row from only ${name} x order by 1`)
    for (const name of await namesOf(session, "c.relkind = 'S'"))
      content[name] = await rows(`select last_value::text, is_called from ${name}`)
    content.objects = await rows(
      `select oid::text, lomowner::regrole::text as owner, encode(lo_get(oid), 'hex') as bytes,
         obj_description(oid, 'pg_largeobject') as comment, (select array_agg(a::text order by 1) from unnest(lomacl) a) as acl
       from pg_largeobject_metadata order by 1`,
    )
    content.database = await rows(
      `select pg_get_userbyid(datdba) as owner, datconnlimit, shobj_description(d.oid, 'pg_database') as comment,
         pg_encoding_to_char(encoding) as encoding, datcollate,
         (select array_agg(a::text order by a::text) from unnest(datacl) a) as acl,
         (select jsonb_agg(jsonb_build_array(setrole::regrole::text, setconfig) order by setrole::regrole::text) from pg_db_role_setting where setdatabase = d.oid) as settings
       from pg_database d where datname = current_database()`,
    )
    return content
  })
}

async function namesOf(session: Session, which: string): Promise<string[]> {
  const found = await session.query<{ schema: string; name: string }>(
    `select nspname as schema, relname as name from pg_class c join pg_namespace n on n.oid = relnamespace
     where ${which} and nspname !~ '^pg_' and nspname <> 'information_schema' order by 1, 2`,
  )
  return found.map(quoteTable)
}

async function definitionOf(url: string) {
  await using database = await connect(url, { create: false })
  return await analyzeSchema(database)
}

const nasty = `
create schema "Odd ""Schema." authorization ${owner};
grant usage on schema public to ${reader};
create extension lo;
create type mood as enum ('sad', 'ok', 'it''s');
create domain positive as integer default 1 check (value > 0);
create type price as (amount numeric(10, 2), note text);
create table people (
  id integer generated always as identity (start with 7 increment by 3) primary key,
  r text, "odd ""column." text, feeling mood default 'ok', many mood[], count positive, worth price, prices price[],
  twice text generated always as (upper(r)) stored, made timestamptz default '2024-02-29 12:00:00.123456+02', span interval,
  bytes bytea, doc jsonb, number numeric, wide float8, stay daterange, bits bit varying, friend integer references people,
  best integer, search tsvector, kind regclass default 'pg_class', secret text
);
insert into people (r, "odd ""column.", feeling, many, count, worth, prices, span, bytes, doc, number, wide, stay, bits, search)
values (E'tab\\there\\nand \\\\. \\\\N "quotes" ü€😀', '', 'it''s', '{sad,NULL,"it''s"}', 5, '(1.50,"a, ""b""")',
   array['(1,x)', null]::price[], '-1 year 2 days 03:04:05.6', '\\x00ff0a5c', '{"b": 1, "a": [null, "\\\\n"]}', 'NaN', 'infinity',
   '[2024-01-01,2024-02-01)', B'10101', to_tsvector('simple', 'many words words')),
  (E'\\\\.', null, null, null, null, null, null, null, null, null, 1e100, 0.1, 'empty', null, null);
insert into people (r) select repeat('x' || i, 500) from generate_series(1, 300) i;
update people set friend = 7, best = id where id > 10;
create table teams (id serial primary key, lead integer not null);
create table members (id bigserial primary key, team integer not null, person integer references people on delete cascade deferrable initially deferred);
insert into teams (lead) values (1), (2);
insert into members (team, person) values (1, 7), (2, 10);
set constraints all immediate;
alter table teams add constraint led foreign key (lead) references members (id) deferrable initially deferred;
alter table members add constraint of_team foreign key (team) references teams (id);
alter table people add constraint best_known foreign key (best) references members (id) not valid;
alter table people add constraint never check (r <> E'\\\\.') not valid;
create table "Odd ""Schema."."Odd ""Table." (a integer, b text);
insert into "Odd ""Schema."."Odd ""Table." values (1, 'x'), (1, 'x'), (null, null);
alter table "Odd ""Schema."."Odd ""Table." owner to ${owner};
create table empty_rows ();
insert into empty_rows select from generate_series(1, 3);
create table computed (a integer generated always as (1 + 1) stored);
insert into computed default values;
create unlogged table loose (a integer unique);
insert into loose values (1), (2);
create table measured (at date not null, place text, value integer, primary key (at, value)) partition by range (at);
create table measured_1 partition of measured for values from ('2024-01-01') to ('2025-01-01') partition by list (value);
create table measured_1a partition of measured_1 for values in (1, 2);
create table measured_rest (value integer not null, place text, at date not null);
alter table measured attach partition measured_rest default;
insert into measured values ('2024-05-05', 'a', 1), ('2024-05-06', 'b', 2), ('2030-01-01', null, 3);
create index on measured (place);
create table parent (id integer primary key, code text check (code <> ''));
create table child (extra text, unique (extra)) inherits (parent);
insert into parent values (1, 'p'); insert into child values (1, 'c', 'e');
create table booked (room integer, during tsrange, exclude using gist (during with &&));
insert into booked values (1, '[2024-01-01,2024-01-02)');
create sequence never_asked start 5;
create sequence put_back; select setval('put_back', 77, false);
create sequence down increment -2 minvalue -100 maxvalue 100 start 50 cycle; select nextval('down'), nextval('down');
create table photos (id integer primary key, image oid, other lo);
select lo_from_bytea(900001, convert_to('a picture', 'UTF8')), lo_create(900002),
  lo_from_bytea(900003, (select decode(string_agg(md5(i::text), ''), 'hex') from generate_series(1, 80000) i));
comment on large object 900001 is 'it''s one';
grant select on large object 900001 to ${reader} with grant option;
alter large object 900002 owner to ${owner};
insert into photos values (1, 900001, 900003);
create function spoil() returns trigger language plpgsql as $$ begin new.r := 'spoilt'; return new; end $$;
create trigger spoiling before insert or update on people for each row execute function spoil();
create table log (what text);
create rule logged as on insert to parent do also insert into log values (new.code);
create view shown as select id, r from people;
create materialized view kept as select count(*) as n from people;
create unique index on kept (n);
alter table people enable row level security, force row level security;
create policy mine on people to ${reader} using (id > 10);
grant select (id, r), update (r) on people to ${reader};
revoke execute on function spoil() from public;
alter default privileges for role ${owner} in schema public grant select on tables to ${reader};
comment on table people is 'Some''body'; comment on column people.r is 'r';
create publication some_of for table people (id, r) where (id > 0);
`

test('a target with all that databases have comes back from its file as it was, with owner, settings and rights', async () => {
  const { name, url, place, id } = await standing(nasty)
  await using _place = place
  await server.execute(`
    alter database ${name} owner to ${owner};
    alter database ${name} set search_path to "a ""b", public;
    alter database ${name} set datestyle to 'SQL, DMY';
    alter database ${name} set intervalstyle to 'sql_standard';
    alter database ${name} set extra_float_digits to -10;
    alter database ${name} set timezone to 'Asia/Kathmandu';
    alter role ${reader} in database ${name} set work_mem to '5MB';
    alter database ${name} connection limit 77;
    revoke all on database ${name} from public;
    grant connect on database ${name} to ${reader} with grant option;
    comment on database ${name} is 'somebody''s'`)
  const [content, definition] = [await contentOf(url), await definitionOf(url)]
  await place.check({ sealed: true })
  const steps: string[] = []
  const { backup, notes } = await place.promote(id, { ...sealing(), onStep: (title) => steps.push(title) })
  expect([notes, backup?.sealed, steps.length]).toEqual([[], true, 2])
  expect(await read(url)).toBe('new')
  // No database is left of it, and the file is the backup.
  expect((await databases()).filter((one) => one.startsWith(name))).toEqual([name])
  expect(await place.backups()).toEqual([backup])
  expect(await files()).toHaveLength(1)
  const bytes = await readFile(join(state, 'backups', (await files())[0] ?? ''))
  expect(backup?.bytes).toBe(bytes.length)
  expect([bytes.includes('people'), bytes.includes('picture')]).toEqual([false, false])

  const back = await place.rollback(backup?.id ?? '', { ...usual(), open: key })
  expect(back.notes).toEqual([])
  const [after, made] = [await contentOf(url), await definitionOf(url)]
  expect(Object.keys(after)).toEqual(Object.keys(content))
  for (const part of Object.keys(content)) expect([part, after[part]]).toEqual([part, content[part]])
  const { added, removed, changed } = compareSchemas(definition, made, { owners: true })
  expect({ added, removed, changed }).toEqual({ added: [], removed: [], changed: [] })
  expect(made.unmodelled).toEqual(definition.unmodelled)
  // What stood there is a backup in its turn.
  expect(back.backup?.sealed).toBe(false)
  await place.rollback(back.backup?.id ?? '', usual())
  expect(await read(url)).toBe('new')
})

testInFull('a target of another encoding comes back in it, byte for byte, whatever its texts are', async () => {
  const name = `${unique}_ascii`
  await server.query(`create database ${name} template template0 encoding 'SQL_ASCII' locale 'C'`)
  const url = inDatabase(inject('testServer').url, name)
  await run(
    url,
    "create table t (v text); insert into t values ('gr' || chr(252) || chr(223) || 'e'), ('gr\u00fc\u00dfe')",
  )
  await using place = await openPlace(url)
  const id = newId()
  await run((await place.create(id)).url, 'create table t (v text)')
  const { backup, notes } = await place.promote(id, sealing())
  expect([backup?.sealed, notes]).toEqual([true, []])
  await place.rollback(backup?.id ?? '', { ...usual(), open: key })
  await using database = await connect(url)
  expect(
    await database.query(
      "select encode(convert_to(v, 'SQL_ASCII'), 'hex') as v, current_setting('server_encoding') as encoding from t order by 1 desc",
    ),
  ).toEqual([
    { v: '6772fcdf65', encoding: 'SQL_ASCII' },
    { v: '6772c3bcc39f65', encoding: 'SQL_ASCII' },
  ])
})

test('a role that is no superuser keeps what is its own as a file, and is told what it may not read', async () => {
  const role = `${unique}_plain`
  await server.query(`create role ${role} login createdb`)
  const name = `${unique}_plain`
  await server.query(`create database ${name} owner ${role}`)
  const own = new URL(inDatabase(inject('testServer').url, name))
  own.username = role
  try {
    await run(
      own.href,
      `${little}; create table u (id serial primary key); select lo_from_bytea(0, 'x');
      create table lists (v text[]); insert into lists values ('{a,NULL}')`,
    )
    // What a role has set for itself changes nothing of what is written or read.
    await server.execute(`alter role ${role} set array_nulls to off; alter role ${role} set row_security to on`)
    await using place = await openPlace(own.href)
    await run(inDatabase(inject('testServer').url, name), 'create table secret (v text)')
    const error = await failure(place.check({ sealed: true }))
    expect([error.code, error.message]).toEqual([
      'PERMISSION_DENIED',
      `The role ${role} may not read all of the target: public.secret`,
    ])
    await run(inDatabase(inject('testServer').url, name), `alter table secret owner to ${role}`)
    await place.check({ sealed: true })
    const id = newId()
    await run((await place.create(id)).url, 'create table t (v text)')
    const { backup, notes } = await place.promote(id, sealing())
    expect([backup?.sealed, notes]).toEqual([true, []])
    await place.rollback(backup?.id ?? '', { ...usual(), open: key })
    expect(await read(own.href)).toBe('a telling value')
    for (const one of await place.backups()) await place.dropBackup(one.id)
  } finally {
    await dropDatabase(server, name)
    await server.query(`drop role ${role}`)
  }
})

testInFull(
  'what a file cannot hold is named before anything is copied, and every other kind of object comes back',
  async () => {
    const roles = `${unique}_sink`
    const { url, place, name, id } = await standing('select 1')
    await using _place = place
    {
      await using database = await connect(url)
      await database.execute(kitchenSink(await serverNumber(database), roles))
    }
    try {
      const refused = async () => {
        const error = await failure(place.check({ sealed: true }))
        expect([error.code, error.details.stands]).toEqual(['CATALOG_UNSUPPORTED', 'nothing was changed'])
        return error.message
      }
      expect(await refused()).toContain('it has no place for column of a materialized view sink.kept.name')
      await run(
        url,
        `set search_path to sink, public;
       drop operator === (integer, integer); drop text search configuration simple_words; drop function depends();
       alter materialized view kept alter name set statistics -1; alter table booked enable trigger all;
       drop extension pgcrypto`,
      )
      expect(await refused()).toContain('values of password are secrets that are not read')
      await run(url, `drop user mapping for public server away; drop user mapping for ${roles}_reader server away`)
      await place.check({ sealed: true })
      expect((await databases()).filter((one) => one.startsWith(name)).length).toBe(2)
      const definition = await definitionOf(url)
      const { backup, notes } = await place.promote(id, sealing())
      expect([backup?.sealed, notes]).toEqual([true, []])
      await place.rollback(backup?.id ?? '', { ...usual(), open: key })
      const made = await definitionOf(url)
      const { added, removed, changed } = compareSchemas(definition, made, { owners: true })
      expect({ added, removed, changed }).toEqual({ added: [], removed: [], changed: [] })
      expect(made.unmodelled).toEqual(definition.unmodelled)
    } finally {
      await run(url, dropRoles(roles))
    }
  },
)

test('rows that somebody has put into a table of an extension are named, for making the extension would not bring them', async () => {
  const { place } = await standing(
    `${little}; create extension lo; create table settings (v text); insert into settings values ('own'); alter extension lo add table settings`,
  )
  await using _place = place
  const error = await failure(place.check({ sealed: true }))
  expect([error.code, error.message]).toEqual([
    'CATALOG_UNSUPPORTED',
    expect.stringContaining('rows of public.settings, which belongs to an extension'),
  ])
})

describe('a file that nothing can be read from', () => {
  test('by another key or by none is one clear error, and the target is as it was', async () => {
    const { url, place, id, name } = await standing(little)
    await using _place = place
    const { backup } = await place.promote(id, sealing())
    const none = await failure(place.rollback(backup?.id ?? '', usual()))
    const wrong = await failure(place.rollback(backup?.id ?? '', { ...usual(), open: new Uint8Array(32) }))
    expect([none.code, wrong.code]).toEqual(['MASKING_KEY_MISSING', 'BACKUP_UNKNOWN'])
    expect(wrong.message).toContain('the key is another one')
    expect(await read(url)).toBe('new')
    expect((await databases()).filter((one) => one.startsWith(name))).toEqual([name])
    await place.rollback(backup?.id ?? '', { ...usual(), open: key })
    expect(await read(url)).toBe('a telling value')
  })

  test('cut or changed anywhere is an error, and the target is as it was', async () => {
    const { url, place, id, name } = await standing(
      `${little}; insert into t select md5(i::text) from generate_series(1, 1000) i`,
    )
    await using _place = place
    const { backup } = await place.promote(id, sealing())
    const file = join(state, 'backups', (await files()).find((one) => one.includes(backup?.id ?? '')) ?? '')
    const bytes = await readFile(file)
    const changes: Buffer[] = firstOf(2, [80, bytes.length - 1, 0, 400, bytes.length >> 1]).map((at) => {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      return changed
    })
    changes.push(
      ...firstOf(2, [
        bytes.subarray(0, bytes.length - 1),
        Buffer.alloc(0),
        bytes.subarray(0, 300),
        bytes.subarray(0, 30),
      ]),
    )
    for (const changed of changes) {
      await writeFile(file, changed)
      expect(await place.backups()).toMatchObject([{ id: backup?.id, sealed: true }])
      expect((await failure(place.rollback(backup?.id ?? '', { ...usual(), open: key }))).code).toBe('BACKUP_UNKNOWN')
    }
    expect(await read(url)).toBe('new')
    expect((await databases()).filter((one) => one.startsWith(name))).toEqual([name])
    await writeFile(file, bytes)
    await place.rollback(backup?.id ?? '', { ...usual(), open: key })
    expect(await read(url)).toBe('a telling value')
  })
})

describe('where no file can be made, the database stays the backup, and why is said', () => {
  test('a schema that came after the look', async () => {
    const { url, place, id } = await standing(little)
    await using _place = place
    await place.check({ sealed: true })
    await run(url, 'create operator === (leftarg = integer, rightarg = integer, function = int4eq)')
    await refusedFile({ url, place, id }, /is no file: .*no place for operator/)
  })

  test('rows that their own constraints would not let in again', async () => {
    const { url, place, id } = await standing(`${little};
      create function fits(text) returns boolean language sql immutable as 'select true';
      alter table t add constraint fitting check (fits(v));
      create or replace function fits(text) returns boolean language sql immutable as 'select false'`)
    await using _place = place
    await place.check({ sealed: true })
    await refusedFile({ url, place, id }, /is no file: .*"fitting"/)
  })

  test('a row that comes out otherwise than it went in', async () => {
    const { url, place, id } = await standing(`${little};
      create function other() returns text language sql immutable as $$ select 'one' $$;
      alter table t add column made text generated always as (other()) stored;
      create or replace function other() returns text language sql immutable as $$ select 'two' $$`)
    await using _place = place
    await refusedFile({ url, place, id }, /"public"\."t" has 1 rows that are not the 1 that were written/)
  })

  test('a disk that is full', async ({ skip }) => {
    if (process.platform !== 'linux') skip('only Linux has a file that is always full')
    const { url, place, id, name } = await standing(little)
    await using _place = place
    const backup = (await place.promote(id, usual())).backup?.id ?? ''
    const draft = `${(await ArchiveFiles.of(server, url, name)).fileOf(backup)}.draft`
    await mkdir(dirname(draft), { recursive: true })
    // Every write to it fails as on a full disk.
    await symlink('/dev/full', draft)
    expect(await place.seal?.(backup, { seal: key })).toMatchObject({
      backup: { id: backup, sealed: false },
      notes: [expect.stringMatching(/is no file: The disk .* is full/)],
    })
    expect((await files()).filter((one) => one.includes(backup))).toEqual([])
    await place.rollback(backup, usual())
    expect(await read(url)).toBe('a telling value')
  })

  test('somebody who asked for it to end', async () => {
    const { url, place, id } = await standing(little)
    await using _place = place
    for (const at of [1, 2]) {
      const abort = new AbortController()
      let steps = 0
      const onStep = () => void (++steps === at && abort.abort())
      const clone = at === 1 ? id : newId()
      if (at === 2) await place.create(clone)
      const { backup, notes } = await place.promote(clone, { ...sealing(), signal: abort.signal, onStep })
      expect([steps, backup?.sealed, notes.join()]).toEqual([at, false, expect.stringContaining('cancelled')])
      expect((await files()).filter((one) => one.includes(backup?.id ?? '-'))).toEqual([])
      await place.rollback(backup?.id ?? '', usual())
      expect(await read(url)).toBe('a telling value')
      for (const one of await place.backups()) await place.dropBackup(one.id)
    }
  })

  async function refusedFile({ url, place, id }: Pick<Standing, 'url' | 'place' | 'id'>, why: RegExp): Promise<void> {
    const { backup, notes } = await place.promote(id, sealing())
    expect(backup?.sealed).toBe(false)
    expect(notes).toEqual([expect.stringMatching(why)])
    expect(await place.backups()).toMatchObject([{ id: backup?.id, sealed: false }])
    expect((await files()).filter((one) => one.includes(backup?.id ?? '-'))).toEqual([])
    await place.rollback(backup?.id ?? '', usual())
    expect(await read(url)).toBe('a telling value')
  }
})

test('files go when their time is over, and are listed among the others by their age', async () => {
  const { url, place, id } = await standing(little)
  await using _place = place
  const one = await place.promote(id, { ...sealing(), keepUntil: new Date(Date.now() - 1) })
  const two = await place.promote(await staged(place), usual())
  const three = await place.promote(await staged(place), sealing())
  expect((await place.backups()).map((backup) => [backup.id, backup.sealed])).toEqual([
    [three.backup?.id, true],
    [two.backup?.id, false],
    [one.backup?.id, true],
  ])
  await using elsewhere = await openPlace(url.replace('localhost', '127.0.0.1'))
  expect(await elsewhere.backups()).toEqual(await place.backups())
  expect((await dropExpired(place, new Date())).map((backup) => backup.id)).toEqual([one.backup?.id])
  expect((await place.backups()).map((backup) => backup.id)).toEqual([three.backup?.id, two.backup?.id])
  expect((await failure(place.rollback(one.backup?.id ?? '', { ...usual(), open: key }))).code).toBe('BACKUP_UNKNOWN')
  await place.dropBackup(three.backup?.id ?? '')
  expect((await files()).some((file) => file.includes(three.backup?.id ?? '-'))).toBe(false)
})

test('what a killed process has left goes when the next one takes hold of the target, and the file stays', async () => {
  const { url, place, id, name } = await standing(little)
  await using _place = place
  const { backup } = await place.promote(id, sealing())
  const other = (await place.promote(await staged(place), usual())).backup?.id ?? ''
  const archives = await ArchiveFiles.of(server, url, name)
  await writeFile(`${archives.fileOf(other)}.draft`, 'half')
  for (const left of [`${backup?.id}_backup`, backup?.id, other])
    await server.query(`create database ${name}_understudy_${left}`)
  expect((await place.backups()).map((one) => [one.id, one.sealed])).toEqual([
    [other, false],
    [backup?.id, true],
  ])
  // What cannot be dropped yet keeps nobody out.
  const kept = `${name}_understudy_${backup?.id}_backup`
  await server.query(`alter database ${kept} is_template true`)
  await (await place.hold())[Symbol.asyncDispose]()
  expect(await databases()).toContain(kept)
  await server.query(`alter database ${kept} is_template false`)
  await (await place.hold())[Symbol.asyncDispose]()
  expect((await databases()).filter((one) => one.startsWith(name))).toEqual([
    name,
    `${name}_understudy_${other}_backup`,
  ])
  expect((await files()).filter((one) => one.endsWith('.draft'))).toEqual([])
  await place.rollback(backup?.id ?? '', { ...usual(), open: key })
  expect(await read(url)).toBe('a telling value')
})

async function staged(place: StagingPlace): Promise<string> {
  const next = newId()
  await run((await place.create(next)).url, "create table t (v text); insert into t values ('newer')")
  return next
}

test('a target that is in use is not loaded for nothing, and whoever is in it is named', async () => {
  const { url, place, id, name } = await standing(little)
  await using _place = place
  const { backup } = await place.promote(id, sealing())
  // Whatever is read of it is an error.
  await truncate((await ArchiveFiles.of(server, url, name)).fileOf(backup?.id ?? ''), 10)
  {
    await using _open = await connect(url)
    expect((await failure(place.rollback(backup?.id ?? '', { ...usual(), open: key }))).code).toBe('TARGET_IN_USE')
  }
  expect((await databases()).filter((one) => one.startsWith(name))).toEqual([name])
})
