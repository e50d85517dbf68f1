import { expect, test } from 'vitest'
import { thereAndBack } from '../../../../../test/postgres-rules/there-and-back.ts'
import { analyzeSchema } from '../../../analyze.ts'
import { needsOf } from '../needs.ts'
import { routineRules } from './routine.ts'
import { overStub, stubOf } from './routine-stub.ts'

const { prove, database, empty } = await thereAndBack('routines', {
  function: routineRules,
  procedure: routineRules,
  aggregate: routineRules,
})
const common = `create table item (id int, name text, price numeric)`

test('a body, its settings and a new default are replaced in place', async () => {
  const { up, down, drafts } = await prove({
    common,
    a: `create function total(integer, kind text) returns numeric language sql as 'select sum(price) from item';
      create function plain() returns int language plpgsql as $$ begin return 1; end $$;
      create procedure "Do it"(inout n int) language plpgsql as $$ begin n := 2; end $$`,
    b: `create function total(id integer, kind text default 'it''s \\ , OUT there') returns numeric
        language sql stable strict set search_path = public as $$ select max(price) from item $$;
      create function plain() returns int language sql immutable cost 3 begin atomic; select 2; end;
      create procedure "Do it"(inout n int) language plpgsql security definer as $$ begin n := 3; end $$`,
  })
  expect(up).toEqual({
    'function public.plain()': 'in place',
    'function public.total(integer, text)': 'in place',
    'procedure public."Do it"(integer)': 'in place',
  })
  expect(down).toEqual({ ...up, 'function public.total(integer, text)': 'replace' })
  expect(drafts.flatMap(({ hazards = [] }) => hazards).map(({ kind }) => kind)).toContain(
    'depends on what is not tracked',
  )
})

test('another result, other outputs and other names of arguments make another routine', async () => {
  const { up, down } = await prove({
    common,
    a: `create function result() returns int language sql as 'select 1';
      create function outputs(a int, out b int, out c text) language sql as $$ select 1, 'x' $$;
      create function rows() returns table (id int) language sql as 'select 1';
      create function named(a int) returns int language sql as 'select 1';
      create function many(variadic a int[]) returns int language sql as 'select 1'`,
    b: `create function result() returns text language sql as $$ select 'x' $$;
      create function outputs(a int, out b int, out d text) language sql as $$ select 1, 'x' $$;
      create function rows() returns table (id int, name text) language sql as $$ select 1, 'x' $$;
      create function named(b int) returns int language sql as 'select 1';
      create function many(a int[]) returns int language sql as 'select 1'`,
  })
  expect(new Set([...Object.values(up), ...Object.values(down)])).toEqual(new Set(['replace']))
  expect(Object.keys(up)).toHaveLength(5)
})

test('aggregates', async () => {
  const { up } = await prove({
    common: `create function step(numeric, numeric) returns numeric language sql immutable as 'select $1 + $2';
      create function step(bigint) returns bigint language sql immutable as 'select $1 + 1';
      create function text_of(numeric) returns text language sql immutable as 'select $1::text';
      create function ends(state numeric, variadic rest "any") returns numeric language internal immutable as 'numeric_uplus'`,
    a: `create aggregate summed(numeric) (sfunc = step, stype = numeric);
      create aggregate counted(*) (sfunc = step, stype = bigint, initcond = '0');
      create aggregate told(numeric) (sfunc = step, stype = numeric, finalfunc = text_of)`,
    b: `create aggregate summed(numeric) (sfunc = step, stype = numeric, initcond = '1', parallel = safe);
      create aggregate counted(*) (sfunc = step, stype = bigint, initcond = '5');
      create aggregate told(numeric) (sfunc = step, stype = numeric)`,
  })
  expect(up).toEqual({
    'aggregate public.counted(*)': 'in place',
    'aggregate public.summed(numeric)': 'in place',
    'aggregate public.told(numeric)': 'replace',
  })
})

test('a routine whose text names a table that is not there yet can be made', async () => {
  await prove({
    a: '',
    b: `set check_function_bodies = off;
      create function early() returns setof bigint language sql as 'select id from not_there_yet'; reset check_function_bodies`,
  })
})

test('a stub has the signature of its routine, needs nothing, and becomes it', async () => {
  await empty()
  await database.execute(`create table item (id int, "BEGIN" int);
    create function atomic(a int default 1, "RETURN" text default 'LANGUAGE BEGIN') returns table (id int) language sql stable
      set search_path = 'public' begin atomic; select id from item where id > a; end;
    create function one(i item) returns int language sql immutable return (i)."BEGIN" + 1;
    create procedure done(n int) language sql begin atomic; delete from item where id = n; end;
    create function text_body() returns int language sql as 'select 1'`)
  const wanted = await analyzeSchema(database)
  const side = needsOf(wanted)
  const world = { before: side, after: side, online: false, isNew: () => true, isDropped: () => false }
  const stubbed: string[] = []
  for (const fact of side.facts.values()) {
    if (fact.kind !== 'function' && fact.kind !== 'procedure') continue
    const routine = { ...fact, kind: fact.kind }
    const stub = stubOf(routine)
    if (stub === null) continue
    stubbed.push(fact.object.name)
    await database.execute(`drop routine public.${fact.object.name}`)
    for (const statement of stub.statements) await database.execute(statement)
    const stood = await analyzeSchema(database)
    expect(stood.dependencies[fact.id]?.filter((id) => /item|column/.test(id)) ?? []).toEqual(
      fact.object.name === 'one' ? ['table public.item'] : [],
    )
    for (const { statements } of overStub(routine, world)) {
      for (const statement of statements) await database.execute(statement)
    }
  }
  expect(stubbed.sort()).toEqual(['atomic', 'done', 'one'])
  expect(await analyzeSchema(database)).toEqual(wanted)
})
