import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { connectPostgres } from '../database/postgres/connect.ts'
import { connectSqlite } from '../database/sqlite/connect.ts'
import { analyzeSchema } from './analyze.ts'
import { type Overrides, type Samples, toModel } from './to-model.ts'

const postgres = await connectPostgres(await testDatabase('to_model'))
afterAll(() => postgres.close())

async function model(script: string, samples?: Samples, overrides?: Overrides) {
  await postgres.execute('drop schema if exists public, other cascade; create schema public;')
  await postgres.execute(script)
  return read(toModel(await analyzeSchema(postgres), samples, overrides))
}

async function sqliteModel(script: string) {
  const database = await connectSqlite('')
  await database.execute(script)
  const made = toModel(await analyzeSchema(database))
  await database.close()
  return read(made)
}

function read(made: ReturnType<typeof toModel>) {
  const { entities, relationships = [], constraints = [] } = made.schema
  return {
    ...made,
    relationships,
    constraints,
    entity: (name: string) => entities.find((one) => one.name === name),
    field: (entity: string, name: string) =>
      entities.find((one) => one.name === entity)?.fields.find((one) => one.name === name),
    checks: constraints.flatMap((one) => (one.type === 'check' ? [one.expression] : [])),
    codes: made.notes.map(({ code, at }) => `${code} ${at}`),
  }
}

describe('entities', () => {
  test('are described by the comments of their tables and columns', async () => {
    const { entity, field } = await model(
      "create table a (id int, b text); comment on table a is 'The first'; comment on column a.b is 'The second'",
    )
    expect(entity('a')?.description).toBe('The first')
    expect([field('a', 'id')?.description, field('a', 'b')?.description]).toEqual([undefined, 'The second'])
  })

  test('are called like their tables, and with the schema where it is another', async () => {
    const { schema } = await model(
      'create schema other; create table a (x int); create table other.a (x int); create table "other.a" (x int)',
    )
    expect(schema.entities.map(({ name, table }) => [name, table?.schema, table?.name])).toEqual([
      ['other.a', 'other', 'a'],
      ['a', 'public', 'a'],
      ['public.other.a', 'public', 'other.a'],
    ])
  })

  test('views, foreign and virtual tables are named as left out', async () => {
    const { codes, schema } = await model(
      'create table a (x int); create view v as select * from a; create materialized view m as select * from a',
    )
    expect(schema.entities.map(({ name }) => name)).toEqual(['a'])
    expect(codes).toEqual(['TABLE_LEFT_OUT m', 'TABLE_LEFT_OUT v'])
  })

  test('a table that only the database fills is left out', async () => {
    const { codes, schema } = await model('create table a (); create table b (x int generated always as (1) stored)')
    expect(schema.entities).toEqual([])
    expect(codes).toEqual(['TABLE_LEFT_OUT a', 'TABLE_LEFT_OUT b'])
  })

  test('children of plain inheritance are tables of their own', async () => {
    const { entity } = await model('create table a (x int check (x > 0)); create table b (y int) inherits (a)')
    expect(entity('b')?.fields.map(({ name }) => name)).toEqual(['x', 'y'])
    expect(entity('a')?.fields.map(({ name }) => name)).toEqual(['x'])
  })
})

describe('fields', () => {
  test('that the database numbers are numbered the same way', async () => {
    const { field } = await model(`
      create table a (i serial, j bigint generated always as identity (start with 100 increment by 5), k int primary key)`)
    expect(field('a', 'i')).toMatchObject({ kind: 'sequence', options: { start: 1, step: 1 } })
    expect(field('a', 'j')).toMatchObject({ kind: 'sequence', options: { start: 100, step: 5 } })
    expect(field('a', 'k')).toMatchObject({ kind: 'sequence', options: { start: 1, step: 1 } })
  })

  test('that the database computes are left to it', async () => {
    const { field } = await model('create table a (x int, y int generated always as (x * 2) stored)')
    expect(field('a', 'y')).toMatchObject({ generated: true })
  })

  test('keep length, precision and scale', async () => {
    const { field } = await model('create table a (x varchar(7), y numeric(6,3), z char(2))')
    expect(field('a', 'x')).toMatchObject({ type: 'text', maxLength: 7, databaseType: 'character varying(7)' })
    expect(field('a', 'y')).toMatchObject({ type: 'decimal', precision: 6, scale: 3 })
    expect(field('a', 'z')).toMatchObject({ maxLength: 2 })
  })

  test('know whether they may be null, by column, key, domain and check', async () => {
    const { field } = await model(`
      create domain must as int not null; create domain inner_must as must;
      create table a (x int not null, y int, z must, u inner_must, v int check (v is not null), w int primary key)`)
    expect(['x', 'y', 'z', 'u', 'v', 'w'].map((name) => field('a', name)?.nullable ?? false)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  test('hold only what checks, domains and enums leave', async () => {
    const { field, checks } = await model(`
      create domain percent as numeric(5,2) check (value between 0 and 100);
      create domain low_percent as percent check (value < 50);
      create type mood as enum ('sad', 'ok', 'glad');
      create table a (p low_percent, m mood check (m <> 'sad'), c text check (c in ('x', 'y')), n smallint check (n > 5))`)
    expect(field('a', 'p')?.options).toMatchObject({ min: 0, max: 49.99 })
    expect(field('a', 'm')?.options).toEqual({ values: ['ok', 'glad'] })
    expect(field('a', 'c')?.options).toEqual({ values: ['x', 'y'] })
    expect(field('a', 'n')?.options).toMatchObject({ min: 6 })
    expect(checks.filter((text) => text.includes('"p"'))).toHaveLength(2)
  })

  test('that are lists hold what the elements may be', async () => {
    const { field } = await model(`
      create domain small as int check (value between 3 and 5);
      create type mood as enum ('ok');
      create table a (s small[], m mood[], e text[][])`)
    expect(field('a', 's')?.options).toEqual({ kind: 'integer', options: { min: 3, max: 5 } })
    expect(field('a', 'm')?.options).toEqual({ kind: 'one-of', options: { values: ['ok'] } })
    expect(field('a', 'e')?.options).toMatchObject({ kind: 'list', options: { min: 2, max: 2 } })
  })

  test('of a type that nobody knows are left to null or default, or leave their table empty', async () => {
    const { codes, schema, notes } = await model(`
      create table a (id int primary key, x pg_lsn, y pg_lsn not null default '0/1');
      create table b (id int primary key, x pg_lsn not null);
      create table c (b int not null references b);
      create table d (b int references b, x int)`)
    expect(schema.entities.map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual([
      ['a', ['id']],
      ['d', ['b', 'x']],
    ])
    expect(codes).toEqual([
      'COLUMN_LEFT_OUT a.x',
      'COLUMN_LEFT_OUT a.y',
      'COLUMN_UNFILLABLE b.x',
      'TABLE_UNFILLABLE b',
      'TABLE_UNFILLABLE c',
      'REFERENCE_LEFT_OUT d.b',
    ])
    expect(notes.find(({ code }) => code === 'COLUMN_UNFILLABLE')?.hint).toContain(
      "{ kind: 'one-of', options: { values:",
    )
  })

  test('that the configuration describes are as it says', async () => {
    const overrides = { b: { x: { kind: 'one-of', options: { values: ['0/1'] } } }, a: { email: { kind: 'username' } } }
    const { field, notes } = await model(
      'create table a (email text); create table b (x pg_lsn not null)',
      {},
      overrides,
    )
    expect(field('b', 'x')).toMatchObject({ kind: 'one-of', options: { values: ['0/1'] } })
    expect(field('a', 'email')).toMatchObject({ kind: 'username', type: 'text' })
    expect(notes).toEqual([])
  })

  test('that the configuration describes but the database has not are refused', async () => {
    await expect(model('create table a (x int)', {}, { a: { y: { kind: 'x' } } })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      at: 'a.y',
    })
    await expect(model('create table a (x int)', {}, { b: {} })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      at: 'b',
    })
  })

  test('show their samples only where these are given', async () => {
    const script = 'create table a (x text)'
    const x = Array.from({ length: 20 }, (_, n) => (n < 15 ? 'open' : 'closed'))
    expect((await model(script)).field('a', 'x')?.kind).not.toBe('one-of')
    expect((await model(script, { a: { x } })).field('a', 'x')?.options).toEqual({
      values: ['closed', 'open'],
      weights: [5, 15],
    })
  })
})

describe('relationships', () => {
  test('follow foreign keys, also to columns that are no primary key', async () => {
    const { relationships } = await model(`
      create table a (id int primary key, code text unique, x int, y int, unique (x, y));
      create table b (a int not null references a, code text references a (code), x int, y int not null, foreign key (x, y) references a (x, y) deferrable)`)
    expect(relationships).toEqual([
      {
        type: 'one-to-many',
        name: 'b_a_fkey',
        parent: { entity: 'a', fields: ['id'] },
        child: { entity: 'b', fields: ['a'] },
        optional: false,
      },
      {
        type: 'one-to-many',
        name: 'b_code_fkey',
        parent: { entity: 'a', fields: ['code'] },
        child: { entity: 'b', fields: ['code'] },
        optional: true,
      },
      {
        type: 'one-to-many',
        name: 'b_x_y_fkey',
        parent: { entity: 'a', fields: ['x', 'y'] },
        child: { entity: 'b', fields: ['x', 'y'] },
        optional: true,
        deferrable: true,
      },
    ])
  })

  test('are one-to-one where the child is unique', async () => {
    const { relationships } = await model(`
      create table a (id int primary key); create table b (a int primary key references a, c int references a);
      create unique index on b (c) where c > 5`)
    expect(relationships.map((one) => one.type)).toEqual(['one-to-one', 'one-to-one'])
  })

  test('of MATCH FULL are optional only where all columns are', async () => {
    const { relationships } = await model(`
      create table a (x int, y int, primary key (x, y));
      create table b (x int, y int not null, z int, foreign key (x, y) references a match full, foreign key (x, z) references a match full)`)
    expect(
      relationships.map((one) => one.type !== 'polymorphic' && one.type !== 'many-to-many' && one.optional),
    ).toEqual([false, true])
  })

  test('have names of their own', async () => {
    const { relationships } = await model(`
      create table a (id int primary key); create table b (a int, constraint up foreign key (a) references a);
      create table c (a int, constraint up foreign key (a) references a)`)
    expect(relationships.map(({ name }) => name)).toEqual(['up', 'c.up'])
  })
})

describe('uniqueness', () => {
  test('of one column stands at the field, of several in a constraint', async () => {
    const { field, constraints, entity } = await model(
      'create table a (id int, x int unique, y int, primary key (id, y), unique (x, y))',
    )
    expect(field('a', 'x')?.unique).toBe(true)
    expect(entity('a')?.primaryKey).toEqual(['id', 'y'])
    expect(constraints).toEqual([{ type: 'unique', name: 'a_x_y_key', entity: 'a', fields: ['x', 'y'] }])
  })

  test('by an index on part of the rows or on an expression is taken for more', async () => {
    const { field, codes, constraints } = await model(`
      create table a (email text, x int, y int, deleted_at date);
      create unique index on a (lower(email)) where deleted_at is null;
      create unique index on a ((x + y))`)
    expect(field('a', 'email')?.unique).toBe(true)
    expect(constraints).toEqual([{ type: 'unique', name: 'a_expr_idx', entity: 'a', fields: ['x', 'y'] }])
    expect(codes).toEqual(['UNIQUE_WIDENED a', 'UNIQUE_WIDENED a'])
  })

  test('of nulls too leaves no null', async () => {
    const { field } = await model(`
      create table a (x int unique nulls not distinct, y text, z text);
      create unique index on a (y, coalesce(z, ''))`)
    expect(['x', 'y', 'z'].map((name) => field('a', name)?.nullRate)).toEqual([0, 0, 0])
  })
})

describe('checks', () => {
  test('hold with names of columns, whatever these are', async () => {
    const { checks } = await model(
      `create domain d as text check (length(value) > 1 and value <> 'VALUE'); create table a ("od""d" d, check ("od""d" <> 'x'))`,
    )
    expect(checks.every((text) => text.includes('"od""d"'))).toBe(true)
    expect(checks.join()).toContain(`'VALUE'`)
  })

  test('that cannot be evaluated are named, the rest of them is kept', async () => {
    const { checks, notes } = await model(`
      create function odd(int) returns boolean immutable language sql return $1 % 2 = 1;
      create table a (x int check (odd(x) and x > 5))`)
    expect(checks).toEqual(['x > 5'])
    expect(notes).toMatchObject([
      {
        code: 'CHECK_NOT_UNDERSTOOD',
        at: 'a',
        message: expect.stringContaining('odd'),
        hint: expect.stringContaining('a'),
      },
    ])
  })

  test('of SQLite may take 0 and 1 for booleans', async () => {
    const { checks, field, notes } = await sqliteModel(
      `create table a (x text check ("x" <> 'none'), b boolean not null check (b in (0, 1)), y int check (y > 3))`,
    )
    expect(checks).toEqual([`"x" <> 'none'`, 'y > 3'])
    expect(field('a', 'b')).toMatchObject({ type: 'boolean', kind: 'boolean' })
    expect(notes).toEqual([])
  })
})

describe('partitions', () => {
  test('that follow each other leave one range, and the longest run counts', async () => {
    const { field, checks, codes } = await model(`
      create table t (at date, n int) partition by range (at);
      create table t1 partition of t for values from ('2020-01-01') to ('2020-02-01');
      create table t3 partition of t for values from ('2021-01-01') to ('2021-02-01');
      create table t4 partition of t for values from ('2021-02-01') to ('2021-03-01')`)
    expect(field('t', 'at')?.options).toEqual({ from: '2021-01-01', to: '2021-02-28' })
    expect(field('t', 'at')?.nullable).toBeUndefined()
    expect(checks).toHaveLength(1)
    expect(codes).toContain('PARTITIONS_LEFT_OUT t')
  })

  test('by lists leave their values, and null where one takes it', async () => {
    const { field } = await model(`
      create table t (x text, y int) partition by list (x);
      create table t1 partition of t for values in ('a', 'b'); create table t2 partition of t for values in ('c', null);
      create table u (x int) partition by list (x); create table u1 partition of u for values in (1, 2)`)
    expect(field('t', 'x')).toMatchObject({ nullable: true, kind: 'one-of', options: { values: ['a', 'b', 'c'] } })
    expect(field('u', 'x')?.options).toEqual({ values: [1, 2] })
    expect(field('u', 'x')?.nullable).toBeUndefined()
  })

  test('with a default leave everything', async () => {
    const { field, checks } = await model(`
      create table t (x int) partition by list (x);
      create table t1 partition of t for values in (1); create table t2 partition of t default`)
    expect(field('t', 'x')).toMatchObject({ nullable: true })
    expect(checks).toEqual([])
  })

  test('by hash leave everything where none is missing', async () => {
    const { codes } = await model(`
      create table t (x int) partition by hash (x);
      create table t1 partition of t for values with (modulus 2, remainder 0); create table t2 partition of t for values with (modulus 2, remainder 1);
      create table u (x int) partition by hash (x); create table u1 partition of u for values with (modulus 2, remainder 0)`)
    expect(codes.filter((code) => code.startsWith('PARTITION_'))).toEqual(['PARTITION_BOUND_NOT_KEPT u.x'])
  })

  test('of partitions narrow further, alike ones together', async () => {
    const { field } = await model(`
      create table t (r text, n int) partition by list (r);
      create table a partition of t for values in ('a') partition by range (n); create table a1 partition of a for values from (0) to (10);
      create table b partition of t for values in ('b') partition by range (n); create table b1 partition of b for values from (0) to (10);
      create table c partition of t for values in ('c') partition by range (n); create table c1 partition of c for values from (50) to (60)`)
    expect(field('t', 'r')?.options).toEqual({ values: ['a', 'b'] })
    expect(field('t', 'n')?.options).toEqual({ min: 0, max: 9 })
  })

  test('by several columns leave a box in which every row has a place', async () => {
    const { field } = await model(`
      create table t (y int, m int, z int) partition by range (y, m);
      create table t1 partition of t for values from (2020, 1) to (2020, 7);
      create table u (y int, m int) partition by range (y, m);
      create table u1 partition of u for values from (2020, minvalue) to (2022, minvalue)`)
    expect([field('t', 'y')?.options, field('t', 'm')?.options]).toEqual([{ values: [2020] }, { min: 1, max: 6 }])
    expect([field('u', 'y')?.options, field('u', 'm')?.kind]).toEqual([{ min: 2020, max: 2021 }, 'integer'])
  })

  test('lend their foreign keys, keys and checks to the whole', async () => {
    const { relationships, constraints, checks } = await model(`
      create table p (id int primary key);
      create table t (x int, p int, q int) partition by range (x);
      create table t1 partition of t (check (q > 0)) for values from (0) to (10);
      create table t2 partition of t (check (q > 0)) for values from (10) to (20);
      alter table t1 add foreign key (p) references p, add unique (p, q);
      alter table t2 add foreign key (p) references p`)
    expect(relationships.map((one) => one.type === 'one-to-many' && one.child)).toEqual([
      { entity: 't', fields: ['p'] },
    ])
    expect(constraints).toContainEqual({ type: 'unique', name: 't1_p_q_key', entity: 't', fields: ['p', 'q'] })
    expect(checks).toContain('q > 0')
  })

  test('that are missing leave the table empty', async () => {
    expect((await model('create table t (x int) partition by range (x)')).codes).toEqual(['TABLE_UNFILLABLE t'])
  })
})

describe('exclusions', () => {
  test('of overlapping ranges give each row a range of its own', async () => {
    const { field, codes } = await model(
      'create table a (id serial primary key, during tsrange, exclude using gist (during with &&))',
    )
    expect(field('a', 'during')?.compute).toContain('"id"')
    expect(codes).toEqual(['EXCLUSION_KEPT a.during'])
  })

  test('of equals are unique, others are named', async () => {
    const { constraints, codes } = await model(
      `
      create table a (x int, y int, b box, exclude using btree (x with =, y with =), exclude using gist (b with <->))`.replace(
        'with <->',
        'with ~=',
      ),
    )
    expect(constraints).toEqual([{ type: 'unique', name: 'a_x_y_excl', entity: 'a', fields: ['x', 'y'] }])
    expect(codes).toEqual(['EXCLUSION_NOT_KEPT a'])
  })
})

test('columns that speak of before and after are kept in order', async () => {
  const { constraints } = await model(
    'create table a (start_date date, end_date date, x int references a (y), y int unique)',
  )
  expect(constraints).toEqual([
    { type: 'order', name: 'start_date_before_end_date', entity: 'a', fields: ['start_date', 'end_date'] },
  ])
})

test('what the database does of itself is told', async () => {
  const { codes } = await model(`
    create table a (x int); create table b (x int); create table c (x int);
    create function f() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger t before insert on a for each row execute function f(); create trigger u before update on a for each row execute function f();
    create rule r as on insert to b do instead nothing;
    alter table c enable row level security`)
  expect(codes).toEqual(['TRIGGER_RUNS a', 'RULE_RUNS b', 'ROW_SECURITY c'])
})

test('SQLite: keys of rows are numbered, and types mean what their names say', async () => {
  const { field, entity } = await sqliteModel(`
    create table p (id integer primary key, name nvarchar(20) not null, made datetime, price decimal(6,2), flag boolean, code text unique);
    create table c (p int references p on delete cascade, any_thing)`)
  expect(entity('p')?.fields.map(({ type }) => type)).toEqual([
    'integer',
    'text',
    'timestamp',
    'decimal',
    'boolean',
    'text',
  ])
  expect(field('p', 'id')).toMatchObject({ kind: 'sequence' })
  expect(field('p', 'code')).toMatchObject({ unique: true })
  expect(field('c', 'any_thing')).toMatchObject({ type: 'text' })
})
