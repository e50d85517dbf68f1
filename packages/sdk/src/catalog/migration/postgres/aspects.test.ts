import { expect, test } from 'vitest'
import { thereAndBack } from '../../../../test/postgres-rules/there-and-back.ts'
import { analyzeSchema } from '../../analyze.ts'
import { accessDrafts, defaultAccess } from './aspects.ts'
import { collationRules } from './kinds/collation.ts'
import { compositeRules } from './kinds/composite.ts'
import { domainRules } from './kinds/domain.ts'
import { enumRules } from './kinds/enum.ts'
import { eventTriggerRules } from './kinds/event-trigger.ts'
import { foreignDataWrapperRules } from './kinds/foreign-data-wrapper.ts'
import { foreignServerRules } from './kinds/foreign-server.ts'
import { materializedViewRules } from './kinds/materialized-view.ts'
import { policyRules } from './kinds/policy.ts'
import { publicationRules } from './kinds/publication.ts'
import { rangeRules } from './kinds/range.ts'
import { routineRules } from './kinds/routine.ts'
import { ruleRules } from './kinds/rule.ts'
import { schemaRules } from './kinds/schema.ts'
import { statisticsRules } from './kinds/statistics.ts'
import { triggerRules } from './kinds/trigger.ts'
import { viewRules } from './kinds/view.ts'
import { needsOf } from './needs.ts'
import { partCommentDrafts } from './part-comments.ts'

const {
  prove,
  database,
  empty,
  role: newRole,
} = await thereAndBack('aspects', {
  schema: schemaRules,
  collation: collationRules,
  enum: enumRules,
  domain: domainRules,
  composite: compositeRules,
  range: rangeRules,
  function: routineRules,
  procedure: routineRules,
  aggregate: routineRules,
  view: viewRules,
  'materialized view': materializedViewRules,
  trigger: triggerRules,
  rule: ruleRules,
  policy: policyRules,
  statistics: statisticsRules,
  publication: publicationRules,
  'event trigger': eventTriggerRules,
  'foreign data wrapper': foreignDataWrapperRules,
  'foreign server': foreignServerRules,
})
const [owner, reader, writer] = [await newRole(), await newRole(), await newRole()]

const common = `create sequence numbers; create foreign data wrapper afar; create server thence foreign data wrapper afar;
  create table item (id int primary key, name text, check (id > 0)); create index by_name on item (name);
  create foreign table far_item (id int) server thence;
  create function seen() returns trigger language plpgsql as 'begin return new; end';
  create function noted() returns event_trigger language plpgsql as 'begin end';
  create function step(int) returns int language sql as 'select 1'`
const made = `create schema "It's"; create collation plain from "C"; create type mood as enum ('ok'); create domain word as text;
  create type pair as (a int, b int); create type span as range (subtype = float8);
  create function one(a int, "b c" mood) returns int language sql as 'select 1'; create procedure two(a int) language sql as 'select 1';
  create aggregate three(*) (sfunc = step, stype = int, initcond = '0'); create aggregate four(int) (sfunc = int4pl, stype = int);
  create view shown as select id from item; create materialized view kept as select id from item;
  create trigger "T" after insert on item for each row execute function seen();
  create rule "R" as on update to shown do instead nothing; create policy "P" on item; create statistics guess on id, name from item;
  create publication outward; create event trigger "E" on ddl_command_end when tag in ('CREATE CAST') execute function noted();
  create foreign data wrapper far; create server there foreign data wrapper far;`

const places = [
  ...[
    'schema "It\'s"',
    'collation plain',
    'type mood',
    'domain word',
    'type pair',
    'type span',
    'function one(int, mood)',
  ],
  ...['procedure two(int)', 'aggregate three(*)', 'aggregate four(int)', 'view shown', 'materialized view kept'],
  ...['trigger "T" on item', 'rule "R" on shown', 'policy "P" on item', 'statistics guess', 'publication outward'],
  ...['event trigger "E"', 'foreign data wrapper far', 'server there'],
]
const standing = [
  ...[
    'sequence numbers',
    'table item',
    'column item.name',
    'constraint item_id_check on item',
    'constraint item_pkey on item',
  ],
  ...['index by_name', 'foreign table far_item', 'column far_item.id'],
]

test('comments of every kind come, change and go', async () => {
  const all = [...places, ...standing]
  await prove({
    common,
    a: `${made} ${all.map((place) => `comment on ${place} is 'One ''two'' \\ three';`).join(' ')}`,
    b: `${made} ${all.map((place, at) => (at % 2 ? `comment on ${place} is 'Other';` : '')).join(' ')}`,
  })
})

test('owners of every kind change', async () => {
  const owned = places.filter((place) => !/^(trigger|rule|policy|event trigger|foreign data wrapper)/.test(place))
  const old = ['sequence numbers', 'table item', 'foreign table far_item']
  const { drafts } = await prove({
    common: `${common}; grant all on schema public to ${owner}`,
    a: made,
    b: `${made} ${[...owned, ...old].map((place) => `alter ${place} owner to ${owner};`).join(' ')}`,
  })
  const given = drafts.filter(({ title }) => title.startsWith('give'))
  expect(given.every(({ hazards = [] }) => hazards.some(({ kind }) => kind === 'changes access'))).toBe(true)
  expect(given.length).toBeGreaterThan(owned.length)
})

test('privileges of every kind are given and taken, PUBLIC and grant options too', async () => {
  const on = [
    ...[`schema "It's"`, 'type mood', 'domain word', 'type pair', 'type span', 'function one(int, mood)'],
    ...['procedure two(int)', 'function three()', 'function four(int)', 'shown', 'kept', 'foreign data wrapper far'],
    ...['foreign server there', 'sequence numbers', 'item', 'far_item'],
  ]
  const { drafts } = await prove({
    common,
    a: `${made} ${on.map((one) => `grant all on ${one} to ${reader}, ${writer} with grant option;`).join(' ')}
      grant select (name), update (name) on item to ${reader}; grant select (id) on item to public`,
    b: `${made} ${on.map((one) => `grant all on ${one} to ${writer}; revoke all on ${one} from public;`).join(' ')}
      grant select (name) on item to ${reader} with grant option; revoke insert on item from current_user`,
  })
  expect(drafts.flatMap(({ statements }) => statements)).toContain(
    `GRANT SELECT (name) ON TABLE public.item TO ${reader} WITH GRANT OPTION`,
  )
})

test('a new object gets what is wanted of it, whatever the role that makes it has said', async () => {
  const said = `create schema other;
    alter default privileges for role ${owner} grant select, update on tables to ${reader};
    alter default privileges for role ${owner} in schema other grant insert on tables to ${writer} with grant option;
    alter default privileges for role ${owner} revoke execute on functions from public;
    alter default privileges for role ${owner} in schema other grant execute on functions to public;
    alter default privileges for role ${owner} revoke usage on types from public;
    grant all on schema other, public to ${owner}`
  const made = `create view public.one as select 1 as id; create view other.two as select 1 as id;
    create view other.three as select 1 as id; grant insert on other.three to ${writer};
    grant select on public.one to ${reader} with grant option;
    create function public.four() returns int language sql return 1; create type five as enum ();
    create function other.six() returns int language sql return 1; revoke execute on function other.six() from public`
  await empty()
  await database.execute(`create schema other; ${made}`)
  const wanted = needsOf(await analyzeSchema(database))
  for (const maker of [owner, undefined]) {
    await empty()
    await database.execute(said)
    const before = needsOf(await analyzeSchema(database))
    const world = { before, after: wanted, online: false, isNew: () => true, isDropped: () => false }
    await database.session(async (session) => {
      if (maker !== undefined) await session.execute(`set role ${maker}`)
      for (const fact of wanted.facts.values()) {
        if (fact.kind !== 'view' && fact.kind !== 'function' && fact.kind !== 'enum') continue
        const drafts = [
          ...(fact.kind === 'view' ? viewRules.create({ ...fact, kind: 'view' }, world) : []),
          ...(fact.kind === 'function' ? routineRules.create({ ...fact, kind: 'function' }, world) : []),
          ...(fact.kind === 'enum' ? enumRules.create(fact, world) : []),
          ...accessDrafts(fact, defaultAccess(fact, before), wanted.definition.access[fact.id] ?? null),
        ]
        for (const { statements } of drafts) for (const statement of statements) await session.execute(statement)
      }
    })
    const { access } = await analyzeSchema(database)
    const here = Object.entries(access).filter(([id]) => !id.startsWith('schema '))
    expect(Object.fromEntries(here)).toEqual(wanted.definition.access)
  }
})

test('comments on parts of objects', async () => {
  await empty()
  const script = `create table item (id int primary key, name text not null); create view shown as select id, name as "N" from item;
    create domain word as text constraint short check (length(value) < 9); create type pair as (a int)`
  await database.execute(`${script}; comment on column shown."N" is 'One'; comment on index item_pkey is 'It''s';
    comment on constraint short on domain word is 'Two'; comment on column pair.a is 'Three'`)
  const wanted = needsOf(await analyzeSchema(database))
  expect(Object.keys(wanted.definition.partComments)).toHaveLength(4)
  await empty()
  await database.execute(script)
  const bare = await analyzeSchema(database)
  const world = { before: wanted, after: wanted, online: false, isNew: () => false, isDropped: () => false }
  for (const [from, to] of [
    [bare, wanted.definition],
    [wanted.definition, bare],
  ] as const) {
    for (const fact of wanted.facts.values()) {
      for (const { statements } of partCommentDrafts(
        fact,
        from.partComments[fact.id],
        to.partComments[fact.id],
        world,
      )) {
        for (const statement of statements) await database.execute(statement)
      }
    }
    expect((await analyzeSchema(database)).partComments).toEqual(to.partComments)
  }
})
