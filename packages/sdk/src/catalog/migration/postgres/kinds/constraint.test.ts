import { expect, test } from 'vitest'
import { migrates } from '../../../../../test/postgres-rules/migrates.ts'
import type { MigrationStep } from '../../step.ts'

const { prove } = await migrates('constraints')

const kinds = (steps: readonly MigrationStep[]) => [
  ...new Set(steps.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))),
]
const titles = (steps: readonly MigrationStep[]) => steps.map(({ title }) => title)

const tables =
  'create table one (id int not null, code text not null, r int4range); create table two (id int, one_id int, code text)'
const every = `alter table one add primary key (id) include (code), add constraint "Un" unique (code), add unique nulls not distinct (id, code) with (fillfactor = 50), add check (id > 0), add unique (id) deferrable initially deferred;
  alter table two add constraint fk foreign key (one_id) references one (id) on delete cascade deferrable, add foreign key (one_id) references one not valid;
  alter table one add exclude using gist (r with &&)`

test.each([false, true, 'apart'] as const)('constraints of all kinds; online or apart: %s', async (how) => {
  const { up, down } = await prove(
    {
      common: tables,
      a: '',
      b: every,
      rows: `insert into one values (1, 'a', '[1,2]'), (2, 'b', null); insert into two values (1, 1)`,
    },
    how,
  )
  expect(kinds(up)).toContain('may fail on data')
  expect(kinds(up)).toContain('builds index')
  expect(kinds(down)).toEqual(['drops what protects data'])
  expect(titles(up).includes('check rows against constraint public.two.fk')).toBe(how !== false)
})

test('constraints are made with their tables', async () => {
  const { up } = await prove({ a: '', b: `${tables}; ${every}` })
  expect(kinds(up)).toEqual([])
})

test('what is not checked yet is checked, and no more', async () => {
  const { up } = await prove({
    common: `${tables}; alter table one add primary key (id)`,
    a: 'alter table two add constraint fk foreign key (one_id) references one not valid, add constraint c check (id > 0) not valid',
    b: 'alter table two add constraint fk foreign key (one_id) references one, add constraint c check (id > 0)',
  })
  expect(titles(up)).toEqual([
    'check rows against constraint public.two.c',
    'check rows against constraint public.two.fk',
  ])
})

test('foreign keys are checked at another time, and others made again', async () => {
  const { up } = await prove({
    common: `${tables}; alter table one add primary key (id)`,
    a: 'alter table two add constraint fk foreign key (one_id) references one, add constraint c check (id > 0), add constraint d foreign key (id) references one deferrable initially deferred',
    b: 'alter table two add constraint fk foreign key (one_id) references one deferrable, add constraint c check (id > 1), add constraint d foreign key (id) references one on delete cascade deferrable initially deferred',
  })
  expect(titles(up)).toContain('change when constraint public.two.fk is checked')
  expect(titles(up)).toContain('drop constraint public.two.c')
})

test('a key goes with what points at it', async () => {
  await prove({
    a: `${tables}; alter table one add primary key (id); alter table two add foreign key (one_id) references one`,
    b: `create table two (id int, code text)`,
  })
  await prove({
    common: `${tables}`,
    a: `alter table one add primary key (id); alter table two add foreign key (one_id) references one`,
    b: `alter table one add primary key (id, code); alter table two add foreign key (one_id, code) references one`,
  })
})

test('checks of parents and children', async () => {
  await prove({
    a: 'create table p (a int); create table h () inherits (p); alter table h add constraint c check (a > 0)',
    b: 'create table p (a int, constraint c check (a > 0), constraint d check (a > 1) no inherit); create table h () inherits (p)',
  })
})

test('constraints over functions and types that come and go with them', async () => {
  await prove({
    a: 'create table t (a int)',
    b: `create function f(int) returns boolean immutable language sql as 'select true'; create table t (a int check (f(a))); create table u (a int, check (f(a))); create index on u (a) where f(a)`,
  })
})
