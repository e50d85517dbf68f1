import { describe, expect, test } from 'vitest'
import { type Outcome, proveStep } from '../../../../test/sqlite-migration/prove-migration.ts'
import { connectSqlite } from '../../../database/sqlite/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { Rename } from '../../diff/schema-diff.ts'
import type { HazardKind } from '../step.ts'
import { planSqlite } from './plan.ts'

interface Case {
  readonly a: string
  readonly b: string
  readonly rows?: string
  readonly renames?: readonly Rename[]
}

/** To b and back to a, with rows: each way is held against its schema and the rows. */
async function roundTrip({ a, b, rows = '', renames = [] }: Case): Promise<{ up: Outcome; down: Outcome }> {
  await using first = await connectSqlite('')
  await using second = await connectSqlite('')
  await first.execute(a)
  await second.execute(b)
  await first.execute(rows)
  const [from, to] = [await analyzeSchema(first), await analyzeSchema(second)]
  const up = await proveStep(first, to, renames)
  const down = await proveStep(
    first,
    up.failed === null ? from : to,
    renames.map((one) => ({ from: one.to, to: one.from })),
  )
  return { up, down }
}

const titles = ({ steps }: Outcome) => steps.map(({ title }) => title)
const hazards = ({ steps }: Outcome): HazardKind[] => steps.flatMap((step) => step.hazards.map(({ kind }) => kind))
const rebuilds = (outcome: Outcome) => titles(outcome).filter((title) => title.startsWith('rebuild')).length

const people = 'create table people (id integer primary key, name text not null)'
const rows = "insert into people (name) values ('Ann'), ('Bob')"

describe('in place', () => {
  const cases: Readonly<Record<string, Case>> = {
    'a table comes and goes': {
      a: '',
      b: 'create table t (a int, b text default (1 + 2), primary key (b, a)) strict, without rowid',
    },
    'a column comes and goes': {
      a: people,
      rows,
      b: 'create table people (id integer primary key, age int, name text not null)',
    },
    'a column that is required comes with a default': {
      a: people,
      rows,
      b: "create table people (id integer primary key, name text not null, kind text collate nocase not null default 'n''x', rank real default -1.5)",
    },
    'a computed column comes': {
      a: people,
      rows,
      b: 'create table people (id integer primary key, name text not null, upper text as (upper(name)))',
    },
    'a column with a reference comes': {
      a: people,
      rows,
      b: 'create table people (id integer primary key, name text not null, boss int constraint up references people on delete set null)',
    },
    'an index comes and goes': {
      a: people,
      rows,
      b: `${people}; create unique index by_name on people (lower(name) desc, id) where id > 0`,
    },
    'an index changes': {
      a: `${people}; create index i on people (name)`,
      rows,
      b: `${people}; create index i on people (name collate nocase desc)`,
    },
    'a view changes under another': {
      a: `${people}; create view a as select name from b; create view b as select name from people`,
      rows,
      b: `${people}; create view a as select name from b; create view b (name) as select upper(name) from people`,
    },
    'a trigger changes': {
      a: `${people}; create trigger t after insert on people begin select 1; end`,
      rows,
      b: `${people}; create trigger t before update of name on people when new.id > 1 begin update people set name = 'x;y' where id = 0; select raise(abort, 'no'); end`,
    },
    'a virtual table comes': {
      a: people,
      rows,
      b: `${people}; create virtual table words using fts5 (body, tokenize = 'porter ascii')`,
    },
  }
  test.each(Object.entries(cases))('%s', async (_, one) => {
    const { up, down } = await roundTrip(one)
    expect([up.failed, down.failed, rebuilds(up)]).toEqual([null, null, 0])
    expect(up.steps.length).toBeGreaterThan(0)
  })
})

describe('by a rebuild', () => {
  const cases: Readonly<Record<string, Case>> = {
    'a column changes its type': {
      a: people,
      rows,
      b: 'create table people (id integer primary key, name varchar(20) not null)',
    },
    'null is refused': {
      a: 'create table t (a int, b text)',
      rows: "insert into t values (1, 'x')",
      b: 'create table t (a int not null on conflict replace default 1, b text constraint here not null)',
    },
    'a default changes': {
      a: 'create table t (a default 1)',
      rows: 'insert into t default values',
      b: `create table t (a default "b")`,
    },
    'a check changes, one without a name stays': {
      a: 'create table t (a int check (a > 0), check (a < 9))',
      rows: 'insert into t values (3)',
      b: 'create table t (a int check (a > 0) constraint small check (a < 5))',
    },
    'the order of columns is that of the new table': {
      a: 'create table t (a int, b int, c int)',
      rows: 'insert into t values (1, 2, 3)',
      b: 'create table t (c int, b int, a int unique)',
    },
    'the order of columns counts where a view shows it': {
      a: 'create table t (a int, b int, c int); create view v as select * from t',
      rows: 'insert into t values (1, 2, 3)',
      b: 'create table t (c int, b int, a int); create view v as select * from t',
    },
    'a strict table keeps what another does not': {
      a: 'create table t (a any)',
      rows: "insert into t values ('x'), (1)",
      b: 'create table t (a any) strict',
    },
    'rows are numbered as before': {
      a: 'create table t (rowid text, a int)',
      rows: "insert into t (_rowid_, rowid, a) values (7, 'x', 1), (9, 'y', 2)",
      b: 'create table t (rowid text, a int check (a > 0))',
    },
    'a counter goes on': {
      a: 'create table t (id integer primary key autoincrement, a int)',
      rows: 'insert into t values (50, 1), (60, 2); delete from t where id = 60',
      b: 'create table t (id integer constraint pk primary key on conflict replace autoincrement, a text)',
    },
    'a table becomes strict and without rowid': {
      a: 'create table t (k text primary key, v)',
      rows: "insert into t values ('a', 1)",
      b: 'create table t (k text primary key, v any) strict, without rowid',
    },
    'keys do more on conflict, and sort': {
      a: 'create table t (a int, b text, primary key (a, b))',
      rows: "insert into t values (1, 'x'), (2, 'X')",
      b: 'create table t (a int, b text, primary key (a desc, b collate nocase) on conflict ignore, unique (b, a) on conflict replace)',
    },
    'an integer key that is not the row number': {
      a: 'create table t (id integer primary key, a)',
      rows: 'insert into t values (4, 5)',
      b: 'create table t (id integer primary key desc, a)',
    },
    'a column becomes computed, and another stops to be': {
      a: 'create table t (a int, b int as (a + 1) stored, c int)',
      rows: 'insert into t values (1, 7)',
      b: 'create table t (a int, b int, c int as (a * 2) stored)',
    },
    'parents and children of each other': {
      a: `create table p (id integer primary key, c int references c deferrable initially deferred);
          create table c (id integer primary key, p int references p on delete cascade)`,
      rows: 'begin; insert into p values (1, 1); insert into c values (1, 1); commit',
      b: `create table p (id integer primary key, c int not null references c (id) deferrable initially deferred, extra text unique);
          create table c (id integer primary key, p int references p on delete restrict on update cascade)`,
    },
    'its triggers, indexes and views are there again': {
      a: `create table t (a int, b int); create index i on t (b); create view v as select * from t;
          create table log (n int); create trigger on_t after insert on t begin insert into log select count(*) from t; end;
          create trigger on_log after insert on log begin update t set b = 0; end; create trigger on_v instead of insert on v begin insert into t values (1, 1); end`,
      rows: 'insert into t (a, b) values (1, 2)',
      b: `create table t (a int, b text); create index i on t (b); create view v as select * from t;
          create table log (n int); create trigger on_t after insert on t begin insert into log select count(*) from t; end;
          create trigger on_log after insert on log begin update t set b = 0; end; create trigger on_v instead of insert on v begin insert into t values (1, 1); end`,
    },
    'others are broken, and stay so': {
      a: `${people}; ${rows}; create view v as select x from nowhere; create trigger t after insert on people begin insert into nowhere values (1); end`,
      b: 'create table people (id integer primary key, name text); create view v as select x from nowhere; create trigger t after insert on people begin insert into nowhere values (1); end',
    },
    'a key to a primary key moves with it': {
      a: 'create table p (a int primary key, b int unique); create table c (p int references p)',
      rows: 'insert into p values (1, 1); insert into c values (1)',
      b: 'create table p (a int unique, b int primary key); create table c (p int references p(a))',
    },
  }
  test.each(Object.entries(cases))('%s', async (_, one) => {
    const { up, down } = await roundTrip(one)
    expect([up.failed, down.failed]).toEqual([null, null])
    expect(rebuilds(up)).toBeGreaterThan(0)
    expect(hazards(up)).toContain('rewrites table')
    const [first, last] = [up.steps[0], up.steps.at(-1)]
    expect([first?.statements, last?.statements]).toEqual([['PRAGMA foreign_keys = OFF'], ['PRAGMA foreign_keys = ON']])
    expect([first?.transaction, last?.transaction]).toEqual(['none', 'none'])
  })

  test('a counter is not taken back', async () => {
    await using database = await connectSqlite('')
    await database.execute(`create table t (id integer primary key autoincrement, a int);
      insert into t values (60, 2); delete from t; insert into t (a) values (1)`)
    await using wanted = await connectSqlite('')
    await wanted.execute('create table t (id integer primary key autoincrement, a text)')
    await database.execute('delete from t')
    await proveStep(database, await analyzeSchema(wanted))
    await database.execute("insert into t (a) values ('x')")
    expect(await database.query('select id from t')).toEqual([{ id: 62 }])
  })
})

describe('renames', () => {
  const cases: Readonly<Record<string, Case>> = {
    'of a table, with what is on it and refers to it': {
      a: `${people}; create index i on people (name); create table pets (owner int references people, check (owner > 0));
          create view v as select * from people; create trigger t after delete on people begin delete from pets; end`,
      rows: `${rows}; insert into pets values (2)`,
      b: `create table persons (id integer primary key, name text not null); create index i on persons (name); create table pets (owner int references persons, check (owner > 0));
          create view v as select * from persons; create trigger t after delete on persons begin delete from pets; end`,
      renames: [{ from: 'table main.people', to: 'table main.persons' }],
    },
    'of tables and columns for each other': {
      a: 'create table a (x int, y text, z int); create table b (x int)',
      rows: "insert into a values (1, 'y', 2); insert into b values (3)",
      b: 'create table b (y int, x text); create table a (x int)',
      renames: [
        { from: 'table main.a', to: 'table main.b' },
        { from: 'table main.b', to: 'table main.a' },
        { from: 'column main.a.x', to: 'column main.b.y' },
        { from: 'column main.a.y', to: 'column main.b.x' },
      ],
    },
    'of a column that others need': {
      a: `create table p (id int primary key, code text unique, n int check (n > 0), m int as (n + 1)); create index i on p (n);
          create table c (code text references p (code))`,
      rows: "insert into p values (1, 'x', 2); insert into c values ('x')",
      b: `create table p (id int primary key, key text unique, number int check (number > 0), m int as (number + 1)); create index i on p (number);
          create table c (code text references p (key))`,
      renames: [
        { from: 'column main.p.code', to: 'column main.p.key' },
        { from: 'column main.p.n', to: 'column main.p.number' },
      ],
    },
    'to the name of a column that goes': {
      a: 'create table t (a int, b int)',
      rows: 'insert into t values (1, 2)',
      b: 'create table t (b int)',
      renames: [{ from: 'column main.t.a', to: 'column main.t.b' }],
    },
    'that only change the case, which nobody has to say': {
      a: 'create table Orders (Id integer primary key, Name text)',
      rows: "insert into Orders values (1, 'x')",
      b: 'create table orders (id integer primary key, name text, more int)',
    },
  }
  test.each(Object.entries(cases))('%s', async (_, one) => {
    const { up, down } = await roundTrip(one)
    expect([up.failed, down.failed]).toEqual([null, null])
    expect(titles(up).some((title) => title.startsWith('rename'))).toBe(true)
    expect(titles(up).filter((title) => title.startsWith('drop table'))).toEqual([])
  })

  test('of what is not there are refused', async () => {
    await using database = await connectSqlite('')
    const definition = await analyzeSchema(database)
    expect(() => planSqlite(definition, definition, [{ from: 'table main.a', to: 'table main.b' }])).toThrow(
      /can't be renamed/,
    )
  })
})

test('the order of columns alone changes nothing', async () => {
  const { up, down } = await roundTrip({ a: 'create table t (a, b)', b: 'create table t (b, a)' })
  expect([up.steps, down.steps]).toEqual([[], []])
})

describe('data that is in the way', () => {
  const cases: Readonly<Record<string, Case>> = {
    'null where it is refused': {
      a: 'create table t (a int)',
      rows: 'insert into t values (null)',
      b: 'create table t (a int not null)',
    },
    'no value for a new column': {
      a: people,
      rows,
      b: 'create table people (id integer primary key, name text not null, age int not null)',
    },
    'equal rows under a key, whatever it does on conflict': {
      a: 'create table t (a int)',
      rows: 'insert into t values (1), (1)',
      b: 'create table t (a int unique on conflict replace)',
    },
    'equal rows under an index': {
      a: 'create table t (a int)',
      rows: 'insert into t values (1), (1)',
      b: 'create table t (a int); create unique index i on t (a)',
    },
    'a row without the row that it refers to': {
      a: 'create table p (id int primary key); create table c (p int)',
      rows: 'insert into c values (1)',
      b: 'create table p (id int primary key); create table c (p int references p)',
    },
    'rows of a dropped table that others refer to': {
      a: 'create table p (id int primary key); create table c (p int references p on delete cascade)',
      rows: 'insert into p values (1); insert into c values (1)',
      b: 'create table c (p int references p on delete cascade)',
    },
    'words in a strict table': {
      a: 'create table t (a int)',
      rows: "insert into t values ('x')",
      b: 'create table t (a int) strict',
    },
    'a default of another type in a strict table': {
      a: 'create table t (a int) strict',
      rows: 'insert into t values (1)',
      b: 'create table t (a int, b int default 1.5) strict',
    },
    'a new check with a new column': {
      a: 'create table t (a int)',
      rows: 'insert into t values (1)',
      b: 'create table t (a int, b int, check (a > 1))',
    },
  }
  test.each(Object.entries(cases))('%s', async (_, one) => {
    const { up } = await roundTrip(one)
    expect(up.failed).not.toBeNull()
  })
})

test('foreign keys that are on stop a rebuild before it drops anything', async () => {
  await using database = await connectSqlite('')
  await database.execute(
    `${people}; create table pets (owner int references people on delete cascade); ${rows}; insert into pets values (1)`,
  )
  await using wanted = await connectSqlite('')
  await wanted.execute(
    'create table people (id integer primary key, name text); create table pets (owner int references people on delete cascade)',
  )
  const { steps } = planSqlite(await analyzeSchema(database), await analyzeSchema(wanted))
  const inside = steps.filter(({ transaction }) => transaction === 'shared').flatMap(({ statements }) => statements)
  await expect(database.transaction((session) => session.execute(inside.join(';\n')))).rejects.toThrow(
    /foreign keys must be off/,
  )
  expect(await database.query('select * from pets')).toEqual([{ owner: 1 }])
})

test('what is lost and what may change is said', async () => {
  await using one = await connectSqlite('')
  await using other = await connectSqlite('')
  await one.execute('create table t (a int, b text check (b > 0), c int); create table gone (a)')
  await other.execute('create table t (a text, b text)')
  const { steps } = planSqlite(await analyzeSchema(one), await analyzeSchema(other))
  expect(steps.flatMap(({ object, hazards }) => hazards.map(({ kind, why }) => `${object}: ${kind}: ${why}`))).toEqual([
    'table main.gone: deletes data: All rows of gone.',
    'table main.gone: cannot be undone: Only a backup brings them back.',
    'table main.t: rewrites table: Every row of t is written anew.',
    'table main.t: blocks writes: Nobody can write to the database until that is done.',
    'table main.t: deletes data: The values of t.c.',
    'table main.t: cannot be undone: Only a backup brings them back.',
    'table main.t: may change data: Values of t.a become text, where that loses nothing.',
    'table main.t: drops what protects data: t loses its check t_b_check.',
  ])
})

test('a virtual table that changes, and a check that names its own table in a rebuild, are refused', async () => {
  await using one = await connectSqlite('')
  await using other = await connectSqlite('')
  await one.execute('create virtual table w using fts5 (body); create table t (a int check (t.a > 0))')
  await other.execute('create virtual table w using fts5 (title, body); create table t (a text check (t.a > 0))')
  const { steps, refused } = planSqlite(await analyzeSchema(one), await analyzeSchema(other))
  expect([steps, refused.map(({ object }) => object)]).toEqual([[], ['table main.t', 'table main.w']])
})
