import { expect, test } from 'vitest'
import { thereAndBack } from '../../../../../test/postgres-rules/there-and-back.ts'
import { analyzeSchema } from '../../../analyze.ts'
import type { FactOf } from '../../../facts.ts'
import { needsOf } from '../needs.ts'
import { defaultPrivilegesRules } from './default-privileges.ts'
import { eventTriggerRules } from './event-trigger.ts'
import { extensionRules } from './extension.ts'
import { foreignDataWrapperRules } from './foreign-data-wrapper.ts'
import { foreignServerRules } from './foreign-server.ts'
import { publicationRules } from './publication.ts'
import { userMappingRules } from './user-mapping.ts'

const {
  prove,
  database,
  empty,
  role: newRole,
} = await thereAndBack('whole_database', {
  extension: extensionRules,
  'event trigger': eventTriggerRules,
  publication: publicationRules,
  'foreign data wrapper': foreignDataWrapperRules,
  'foreign server': foreignServerRules,
  'user mapping': userMappingRules,
  'default privileges': defaultPrivilegesRules,
})
const bare = needsOf(await analyzeSchema(database))
const role = await newRole()

test('extensions come and go, and move from schema to schema', async () => {
  const [found] = await database.query<{ name: string }>(
    `select name from pg_available_extensions where name in ('citext', 'hstore', 'pg_trgm', 'fuzzystrmatch') order by name limit 1`,
  )
  if (found === undefined) return
  const { up } = await prove({
    common: 'create schema "Of others"',
    a: `create extension ${found.name}`,
    b: `create extension ${found.name} schema "Of others"`,
  })
  expect(up).toEqual({ [`extension ${found.name}`]: 'in place' })
})

test('an extension is updated, and never the other way round', () => {
  const world = { before: bare, after: bare, online: false, isNew: () => false, isDropped: () => false }
  const of = (version: string): FactOf<'extension'> => ({
    id: 'extension trgm',
    kind: 'extension',
    parent: null,
    object: { name: 'trgm', version, schema: 'public' },
  })
  const how = (from: string, to: string) => extensionRules.alter(of(from), of(to), [], world).how
  expect([how('1.9', '1.10'), how('1.10', '1.9'), how('2', '1.9'), how('1', 'unreleased'), how('1.0', '1')]).toEqual([
    'in place',
    'refuse',
    'refuse',
    'in place',
    'in place',
  ])
})

test('event triggers', async () => {
  const { up, down } = await prove({
    common: `create function seen() returns event_trigger language plpgsql as 'begin end'`,
    a: `create event trigger "All of it" on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function seen();
      create event trigger other on sql_drop execute function seen(); alter event trigger other enable always`,
    b: `create event trigger "All of it" on ddl_command_end execute function seen(); alter event trigger "All of it" disable;
      create event trigger other on sql_drop execute function seen()`,
  })
  const verdicts = { 'event trigger "All of it"': 'replace', 'event trigger other': 'in place' }
  expect(up).toEqual(verdicts)
  expect(down).toEqual(verdicts)
})

const isLate = Number.parseInt(bare.definition.serverVersion, 10) >= 18

test('publications', async () => {
  const stored = isLate ? ', publish_generated_columns = stored' : ''
  const { up, down } = await prove({
    common: `create schema "Of others"; create table one (id int primary key, "the name" text, size int);
      create table two (id int primary key); create table heir () inherits (two);
      create table whole (id int) partition by range (id); create table part partition of whole default`,
    a: `create publication parts for table one ("the name", id) where (id > 3), two with (publish = 'insert');
      create publication every for all tables;
      create publication none`,
    b: `create publication parts for table one where (id > 4), whole, tables in schema "Of others" with (publish_via_partition_root);
      create publication every;
      create publication none with (publish = ''${stored})`,
  })
  const verdicts = {
    'publication every': 'replace',
    'publication none': 'in place',
    'publication parts': 'in place',
  }
  expect(up).toEqual(verdicts)
  expect(down).toEqual(verdicts)
})

test('foreign data wrappers, servers and mappings of users', async () => {
  const { up, down } = await prove({
    common: `create function checked(text[], oid) returns void language plpgsql as 'begin end'`,
    a: `create foreign data wrapper "far away" options (a 'it''s', b '2');
      create server there type 'x' version '1' foreign data wrapper "far away" options (host 'a \\ b', port '1');
      create server other foreign data wrapper "far away";
      create user mapping for public server other;
      create user mapping for ${role} server there`,
    b: `create foreign data wrapper "far away" validator checked options (b '3', c '4');
      create server there type 'x' foreign data wrapper "far away" options (port '2');
      create server other type 'y' version '2' foreign data wrapper "far away";
      create user mapping for public server there`,
  })
  const verdicts = {
    'foreign data wrapper "far away"': 'in place',
    'foreign server other': 'replace',
    'foreign server there': 'in place',
  }
  expect(up).toEqual(verdicts)
  expect(down).toEqual(verdicts)
})

test('options of a mapping are secrets: they can go, and a person has to add them', async () => {
  const world = { before: bare, after: bare, online: false, isNew: () => false, isDropped: () => false }
  const [draft] = userMappingRules.create(mapping('password', 'user'), world)
  expect(draft?.title).toBe('create user mapping there.public without its options')
  expect(draft?.hazards?.map(({ kind }) => kind)).toEqual(['depends on what is not tracked'])
  expect(userMappingRules.alter(mapping('user'), mapping('password', 'user'), [], world).how).toBe('refuse')
  const gone = userMappingRules.alter(mapping('password', 'user'), mapping('user'), [], world)
  await empty()
  await database.execute(`create foreign data wrapper far; create server there foreign data wrapper far;
    create user mapping for public server there options (password 'secret', "user" 'me')`)
  for (const { statements } of gone.how === 'in place' ? gone.drafts : []) {
    for (const statement of statements) await database.execute(statement)
  }
  expect((await analyzeSchema(database)).userMappings).toEqual([mapping('user').object])
})

function mapping(...optionNames: string[]): FactOf<'user mapping'> {
  const object = { server: 'there', role: null, optionNames }
  return { id: 'user mapping there.public', kind: 'user mapping', parent: null, object }
}

test('privileges that new objects get', async () => {
  const reader = 'pg_read_all_data'
  const { up } = await prove({
    common: 'create schema "Of others"',
    a: `alter default privileges for role ${role} grant select, insert on tables to ${reader};
      alter default privileges for role ${role} revoke execute on functions from public;
      alter default privileges for role ${role} in schema "Of others" grant usage on types to ${reader} with grant option`,
    b: `alter default privileges for role ${role} grant select on tables to ${reader} with grant option;
      alter default privileges for role ${role} grant execute on functions to ${reader};
      alter default privileges for role ${role} in schema "Of others" grant usage on types to ${reader};
      alter default privileges for role ${role} grant usage on schemas to public`,
  })
  expect(up).toEqual({
    [`default privileges ${role}."".functions`]: 'in place',
    [`default privileges ${role}."".tables`]: 'in place',
    [`default privileges ${role}."Of others".types`]: 'in place',
  })
})
