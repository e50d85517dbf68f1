import { expect, test } from 'vitest'
import { thereAndBack } from '../../../../../test/postgres-rules/there-and-back.ts'
import { analyzeSchema } from '../../../analyze.ts'
import { needsOf } from '../needs.ts'
import { materializedViewRules } from './materialized-view.ts'
import { ruleRules } from './rule.ts'
import { triggerRules } from './trigger.ts'
import { viewRules } from './view.ts'
import { overStub, stubOf } from './view-stub.ts'

const { prove, database, empty } = await thereAndBack('views', {
  view: viewRules,
  'materialized view': materializedViewRules,
  rule: ruleRules,
  trigger: triggerRules,
})
const common = `create table item (id int primary key, name varchar(20), price numeric(10,2), kept boolean);
create function seen() returns trigger language plpgsql as 'begin return new; end'`

test('a view whose columns stay is replaced in place, and one that only gains some', async () => {
  const { up, down } = await prove({
    common,
    a: `create view shown as select id, name from item;
      create view total as select sum(price) as total from item`,
    b: `create view shown as select id, name, price as "the \\ price" from item where kept;
      create view total as select count(*) as total from item`,
  })
  expect(up).toEqual({ 'view public.shown': 'in place', 'view public.total': 'replace' })
  expect(down).toEqual({ 'view public.shown': 'replace', 'view public.total': 'replace' })
})

test('options and defaults of a view are set and taken back', async () => {
  const { up, drafts } = await prove({
    common,
    a: `create view shown with (security_barrier) as select id, name from item;
      create view other as select id, name from item with local check option;
      alter view other alter column name set default 'it''s'`,
    b: `create view shown with (security_invoker) as select id, name from item where kept with cascaded check option;
      create view other as select id, name from item; alter view other alter column id set default 1 + 1`,
  })
  expect(up).toEqual({ 'view public.other': 'in place', 'view public.shown': 'in place' })
  expect(drafts.flatMap(({ hazards = [] }) => hazards).map(({ kind }) => kind)).toContain('changes access')
})

test('a materialized view is made again for another query, and keeps its rows for other settings', async () => {
  const { up, down } = await prove({
    common,
    a: `create materialized view kept as select id, name from item;
      create materialized view empty as select 1 as one with no data;
      create materialized view other with (fillfactor = 70, toast.autovacuum_enabled = true) as select id, name from item`,
    b: `create materialized view kept as select id, name from item where kept;
      create materialized view empty as select 1 as one;
      create materialized view other with (autovacuum_enabled = false) as select id, name from item`,
  })
  const verdicts = {
    'materialized view public.empty': 'in place',
    'materialized view public.kept': 'replace',
    'materialized view public.other': 'in place',
  }
  expect(up).toEqual(verdicts)
  expect(down).toEqual(verdicts)
})

test('rules of views and tables', async () => {
  const { up } = await prove({
    common: `${common}; create view shown as select id, name from item`,
    a: `create rule "Quiet" as on insert to shown do instead nothing;
      create rule moved as on delete to item do also update item set kept = false where item.id = old.id;
      alter table item disable rule moved`,
    b: `create rule "Quiet" as on update to shown where old.id > 3 do instead (delete from item where item.id = old.id; select 1);
      create rule moved as on delete to item do also update item set kept = false where item.id = old.id`,
  })
  expect(up).toEqual({ 'rule public.shown."Quiet"': 'in place', 'rule public.item.moved': 'in place' })
})

test('triggers', async () => {
  const { up, down, drafts } = await prove({
    common: `${common}; create view shown as select id, name from item;
      create table whole (id int, at date) partition by range (at);
      create table part partition of whole for values from ('2020-01-01') to ('2021-01-01') partition by list (id);
      create table small partition of part default;
      create table heir () inherits (item)`,
    a: `create trigger "A b" before insert or update of name on item for each row when (new.id > 0) execute function seen('x', 'it''s');
      create trigger b after delete on item referencing old table as gone for each statement execute function seen();
      create constraint trigger c after insert on item deferrable initially deferred for each row execute function seen();
      create trigger d instead of insert on shown for each row execute function seen();
      create trigger e after insert on whole for each row execute function seen();
      create trigger f after insert on whole for each row execute function seen();
      create trigger g after insert on part for each row execute function seen();
      alter table item disable trigger b; alter table whole enable always trigger e`,
    b: `create trigger "A b" before insert on item for each row execute function seen();
      create trigger b after delete on item referencing old table as gone for each statement execute function seen();
      create constraint trigger c after update on item for each row execute function seen();
      create trigger d instead of update on shown for each row execute function seen();
      create trigger e after insert or update on whole for each row execute function seen();
      create trigger f after insert on whole for each row execute function seen();
      create trigger g after insert on whole for each row execute function seen();
      alter table item enable replica trigger "A b"; alter table small disable trigger e; alter table whole disable trigger f`,
  })
  const verdicts = {
    'trigger public.item."A b"': 'in place',
    'trigger public.item.b': 'in place',
    'trigger public.item.c': 'replace',
    'trigger public.part.e': 'in place',
    'trigger public.part.f': 'in place',
    'trigger public.part.g': 'replace',
    'trigger public.shown.d': 'in place',
    'trigger public.small.e': 'in place',
    'trigger public.small.f': 'in place',
    'trigger public.whole.e': 'in place',
    'trigger public.whole.f': 'in place',
  }
  expect(up).toEqual(verdicts)
  expect(down).toEqual(verdicts)
  expect(drafts.flatMap(({ hazards = [] }) => hazards).map(({ kind }) => kind)).toContain('drops what protects data')
})

test('a stub has the columns of its view and becomes it', async () => {
  await empty()
  await database.execute(`${common}; create domain words as text[];
    create view shown with (security_barrier) as select name collate "C" as "N \\", price, null::words as words, id from item;
    alter view shown alter column id set default 3`)
  const wanted = await analyzeSchema(database)
  const side = needsOf(wanted)
  const world = { before: side, after: side, online: false, isNew: () => true, isDropped: () => false }
  const view = [...side.facts.values()].find((fact) => fact.kind === 'view')
  if (view?.kind !== 'view') throw new Error('the view was not found')
  await database.execute('drop view shown')
  for (const { statements } of [stubOf({ ...view, kind: 'view' }), ...overStub({ ...view, kind: 'view' }, world)]) {
    for (const statement of statements) await database.execute(statement)
  }
  expect(await analyzeSchema(database)).toEqual(wanted)
})
