import { expect, test } from 'vitest'
import { thereAndBack } from '../../../../../test/postgres-rules/there-and-back.ts'
import { analyzeSchema } from '../../../analyze.ts'
import { needsOf } from '../needs.ts'
import { collationRules } from './collation.ts'
import { compositeRules } from './composite.ts'
import { domainRules } from './domain.ts'
import { enumRules } from './enum.ts'
import { rangeRules } from './range.ts'
import { schemaRules } from './schema.ts'

const { prove, database, empty } = await thereAndBack('types', {
  schema: schemaRules,
  collation: collationRules,
  enum: enumRules,
  domain: domainRules,
  composite: compositeRules,
  range: rangeRules,
})

test('schemas', async () => {
  const { up } = await prove({
    a: `create schema "it's"; comment on schema "it's" is 'One \\ "two" ''three'''`,
    b: 'create schema other',
  })
  expect(up).toEqual({})
})

test('values of an enum are added where they belong, each in a transaction of its own', async () => {
  const { up, down, drafts } = await prove({
    a: `create type mood as enum ('sad', 'ok')`,
    b: `create type mood as enum ('awful', 'bad', 'sad', 'it''s', 'so-so', 'ok', 'fine \\ well')`,
  })
  expect(up).toEqual({ 'enum public.mood': 'in place' })
  expect(down).toEqual({ 'enum public.mood': 'replace' })
  const added = drafts.filter(({ title }) => title.startsWith('add value'))
  expect(added.map(({ transaction }) => transaction)).toEqual(['own', 'own', 'own', 'own', 'own'])
  expect(added[0]?.statements).toEqual([`ALTER TYPE public.mood ADD VALUE 'awful' BEFORE 'sad'`])
})

test('an enum in another order is another one, and an empty one gets its first value', async () => {
  const { up } = await prove({
    a: `create type mood as enum ('sad', 'ok'); create type none as enum ()`,
    b: `create type mood as enum ('ok', 'sad'); create type none as enum ('one', 'two')`,
  })
  expect(up).toEqual({ 'enum public.mood': 'replace', 'enum public.none': 'in place' })
})

test('a domain changes in place but for what it is a domain of', async () => {
  const { up, down } = await prove({
    a: `create domain positive as integer default 1 not null check (value > 0);
      create domain word as text constraint short check (length(value) < 9);
      alter domain word add constraint lower check (value = lower(value)) not valid;
      create domain size as smallint; create domain label as text`,
    b: `create domain positive as integer constraint below check (value < 10);
      create domain word as text collate "C" default 'it''s' not null;
      create domain size as integer; create domain label as text not null check (value <> '') default 'x'`,
  })
  const verdicts = {
    'domain public.label': 'in place',
    'domain public.positive': 'in place',
    'domain public.size': 'replace',
    'domain public.word': 'replace',
  }
  expect(up).toEqual(verdicts)
  expect(down).toEqual(verdicts)
})

test('what a domain checks of columns locks them and says so', async () => {
  const { drafts } = await prove({
    common: `create domain money_in as numeric; create table one (id int, price money_in)`,
    a: '',
    b: `alter domain money_in add constraint positive check (value > 0); alter domain money_in set not null`,
  })
  const checking = drafts.filter(({ hazards = [] }) => hazards.length > 0)
  expect(checking.map(({ statements }) => statements)).toEqual([
    ['ALTER DOMAIN public.money_in SET NOT NULL'],
    ['ALTER DOMAIN public.money_in ADD CONSTRAINT positive CHECK ((VALUE > (0)::numeric))'],
  ])
  for (const { hazards = [] } of checking) {
    expect(hazards.map(({ kind }) => kind)).toEqual(['scans table', 'may fail on data', 'blocks writes'])
  }
})

test('a constraint of a domain is validated in place', async () => {
  const { up, down } = await prove({
    common: `create domain money_in as numeric; create table one (id int, price money_in);
      alter domain money_in add constraint positive check (value > 0) not valid`,
    a: '',
    b: 'alter domain money_in validate constraint positive',
  })
  expect(up).toEqual({ 'domain public.money_in': 'in place' })
  expect(down).toEqual({ 'domain public.money_in': 'in place' })
})

test('a table stays usable while a constraint of a domain is checked', async () => {
  await empty()
  await database.execute('create domain money_in as numeric; create table one (id int, price money_in)')
  const before = needsOf(await analyzeSchema(database))
  await database.execute('alter domain money_in add constraint positive check (value > 0)')
  const after = needsOf(await analyzeSchema(database))
  await database.execute('alter domain money_in drop constraint positive')
  const world = { before, after, online: true, isNew: () => false, isDropped: () => false }
  const id = 'domain public.money_in'
  const [from, to] = [before.facts.get(id), after.facts.get(id)]
  if (from?.kind !== 'domain' || to?.kind !== 'domain') throw new Error('the domain was not found')
  const alteration = domainRules.alter(from, to, [], world)
  const drafts = alteration.how === 'in place' ? alteration.drafts : []
  expect(drafts.map(({ action, transaction, locks }) => [action, transaction, locks?.length ?? 0])).toEqual([
    ['alter', undefined, 0],
    ['validate', 'own', 1],
  ])
  for (const { statements } of drafts) for (const statement of statements) await database.execute(statement)
  expect((await analyzeSchema(database)).domains).toEqual(after.definition.domains)
})

test('attributes of a composite type come, go and change in place, whatever their order', async () => {
  const { up, down } = await prove({
    a: 'create type price as (amount numeric(10,2), currency char(3)); create type same as (a int, b int)',
    b: `create type price as ("Wher\\e" text collate "C", amount numeric(12,2)); create type same as (b int, a int)`,
  })
  expect(up).toEqual({ 'composite public.price': 'in place' })
  expect(down).toEqual({ 'composite public.price': 'in place' })
})

test('an attribute of values that are stored is dropped with a warning, and retyped by a new type', async () => {
  const common = 'create type price as (amount numeric, currency text); create table one (id int, price price)'
  const { drafts } = await prove({ common, a: 'alter type price add attribute place text', b: '' })
  expect(drafts.flatMap(({ hazards = [] }) => hazards).map(({ kind }) => kind)).toContain('deletes data')
})

test('ranges and collations are made again', async () => {
  const { up } = await prove({
    common: `create function apart(float8, float8) returns float8 language sql immutable as 'select $1 - $2'`,
    a: `create type span as range (subtype = float8, subtype_diff = apart, multirange_type_name = "the spans");
      create type letters as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
      create collation german (provider = icu, locale = 'de', deterministic = false);
      create collation plain from "C"`,
    b: `create type span as range (subtype = float8); create type letters as range (subtype = text);
      create collation german (provider = icu, locale = 'de-AT')`,
  })
  expect(up).toEqual({
    'collation public.german': 'replace',
    'range public.letters': 'replace',
    'range public.span': 'replace',
  })
})
