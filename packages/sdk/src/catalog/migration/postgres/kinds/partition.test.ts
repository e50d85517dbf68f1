import { expect, test } from 'vitest'
import { migrates } from '../../../../../test/postgres-rules/migrates.ts'
import type { MigrationStep } from '../../step.ts'

const { prove } = await migrates('partitions')

const titles = (steps: readonly MigrationStep[]) => steps.map(({ title }) => title)

const whole = `create table "Target" (id int primary key);
  create function twice(int) returns int immutable language sql as 'select 2 * $1';
  create table whole (id int not null, day date not null default '2024-01-01', t int references "Target", label text constraint "Said" not null,
    primary key (id, day), constraint positive check (id > 0), unique (day, label, id)) partition by range (day);
  create index "By label" on whole (label); create index on whole (twice(id))`
const part = (name: string, from: string, to: string) =>
  `create table ${name} partition of whole for values from ('${from}') to ('${to}')`

test('a whole with parts, from nothing', async () => {
  await prove({
    a: '',
    b: `${whole}; ${part('"Part one"', '2024-01-01', '2024-02-01')}; ${part('two', '2024-02-01', '2024-03-01')} partition by list (id);
      create table two_a partition of two default; alter index two_a_label_idx rename to "Named";
      alter table "Part one" rename constraint "Part one_pkey" to "Its key"; alter table two add check (id <> 7); alter table two_a alter label set default 'x';
      create table pointing (id int, day date, foreign key (id, day) references whole)`,
  })
})

test('a part comes to a whole that stands, and goes', async () => {
  const { up, down } = await prove({
    common: `${whole}; ${part('first', '2024-01-01', '2024-02-01')}`,
    a: '',
    b: `${part('two', '2024-02-01', '2024-03-01')}; alter index two_label_idx rename to "Named"; alter table two rename constraint two_pkey to "Its key"; alter table two rename constraint whole_t_fkey to fk`,
    rows: `insert into whole values (1, '2024-01-03', null, 'x')`,
  })
  expect(titles(up)).toEqual(['create table public.two', 'name constraint public.two.fk'])
  expect(titles(down)).toEqual(['detach table public.two from public.whole', 'drop table public.two'])
})

test('a part beside the default one, of a whole that others point at', async () => {
  await prove({
    common: `${whole}; ${part('first', '2024-01-01', '2024-02-01')}; create table rest partition of whole default; create table pointing (id int, day date, foreign key (id, day) references whole)`,
    a: '',
    b: part('two', '2024-02-01', '2024-03-01'),
  })
  await prove({
    common: `${whole}; ${part('first', '2024-01-01', '2024-02-01')}; ${part('two', '2024-02-01', '2024-03-01')}`,
    a: '',
    b: 'create table rest partition of whole default',
  })
})

test.each([false, true, 'apart'] as const)(
  'keys, indexes and checks come to a whole with parts; online or apart: %s',
  async (how) => {
    const tables = `create table target (id int primary key); create table w (a int not null, b int not null, t int) partition by range (a); create table p (b int not null, a int not null, t int);
    alter table w attach partition p for values from (0) to (10); create table q partition of w for values from (10) to (20) partition by list (b); create table qq partition of q default`
    const { up } = await prove(
      {
        common: tables,
        a: '',
        b: `alter table w add primary key (a, b); alter table w add unique (b, a); create index on w (b); create index other on w (b) where a > 3; alter table w add check (b > 0);
        alter table w add constraint fk foreign key (t) references target; alter index p_b_idx rename to "Named"; alter table qq rename constraint qq_pkey to "Its key";
        create table pointing (a int, b int, foreign key (a, b) references w)`,
        rows: 'insert into w values (1, 2)',
      },
      how,
    )
    expect(titles(up).some((title) => title.startsWith('build the index behind'))).toBe(how !== false)
  },
)

test.each([false, true])('a table becomes a part and is none again; online: %s', async (online) => {
  await prove(
    {
      common: `create table w (a int not null, b int not null, primary key (a), check (b > 0)) partition by range (a); create index wb on w (b)`,
      a: 'create table p (a int not null, b int)',
      b: 'create table p partition of w for values from (0) to (10)',
      rows: 'insert into p values (1, 2)',
    },
    online,
  )
})

test('other bounds', async () => {
  await prove({
    common: `create table w (a int not null, b int, primary key (a)) partition by range (a)`,
    a: 'create table p partition of w for values from (0) to (10); create table r partition of w for values from (10) to (20)',
    b: 'create table p partition of w for values from (0) to (5); create table r partition of w for values from (5) to (20)',
    rows: 'insert into w values (1, 2)',
  })
})

test('columns of a whole reach its parts', async () => {
  await prove({
    a: `create table w (a int, b int default 3, c text) partition by range (a); create table p partition of w default`,
    b: `create table w (a int, b bigint not null default 4, d text default 'x' not null, e int generated always as (b) stored) partition by range (a); create table p partition of w default;
      alter table p alter d set default 'y'`,
    rows: `insert into w values (1, 2, 'c')`,
  })
  await prove({
    a: `create table w (a int, b int not null) partition by range (a); create table p partition of w default`,
    b: `create table w (a int, b int not null generated always as identity) partition by range (a); create table p partition of w default`,
    rows: `insert into w values (1, 2)`,
  })
})

/** What is dropped goes last, and until then its bound is taken. */
test('parts make place for others', async () => {
  await prove({
    common: 'create table w (a int) partition by range (a)',
    a: 'create table p partition of w for values from (0) to (10)',
    b: 'create table one partition of w for values from (0) to (5); create table two partition of w for values from (5) to (10)',
  })
})

/** Until then the name of its NOT NULL would be a part's, and the part's would be its own. */
test('parts come to a whole once its new column is filled', async () => {
  await prove({
    a: `create table w (a int) partition by range (a); create table p partition of w for values from (0) to (10) partition by range (a);
      create table r partition of w for values from (10) to (30)`,
    b: `create function f() returns int language sql as 'select 3'; create table w (a int, b int constraint "Said" not null default f()) partition by range (a);
      create table p partition of w for values from (0) to (10) partition by range (a); create table s partition of p for values from (0) to (5);
      create table r partition of w for values from (10) to (20)`,
    rows: 'insert into w values (10)',
  })
})

test('a part of a part comes and goes', async () => {
  await prove({
    common: `create table w (a int) partition by range (a); create table p partition of w for values from (0) to (10) partition by range (a)`,
    a: 'create table t (a int)',
    b: 'create table s partition of p for values from (0) to (5); create table t partition of p for values from (5) to (10)',
    rows: 'insert into t values (5)',
  })
})
