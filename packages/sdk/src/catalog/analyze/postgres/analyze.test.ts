import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { connectPglite } from '../../../database/pglite/connect.ts'
import { connectPostgres } from '../../../database/postgres/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { Constraint, SchemaDefinition, Table } from '../../definition.ts'

const script = `
create extension if not exists plpgsql;
create schema other;
comment on schema other is 'The other one';

create type mood as enum ('sad', 'ok', 'it''s "fine"');
create domain positive as integer default 1 not null check (value > 0);
create domain small_positive as positive constraint below_ten check (value < 10);
create domain words as text[] check (cardinality(value) < 5);
create type money_in as (amount numeric(10,2), currency char(3));
create type float_range as range (subtype = float8);

create table every_type (
  id bigint generated always as identity (start with 100 increment by 5) primary key,
  a smallint, b integer, c bigint, d numeric, e numeric(10,2), f numeric(3,-2), g real, h double precision, i money,
  j text, k varchar, l varchar(7), m char(3), n "char", o name, p boolean, q uuid, r date, s time(3), t timetz,
  u timestamp(0), v timestamptz, w interval, x interval day to second(2), y json, z jsonb, aa bytea, ab bit(4),
  ac bit varying(9), ad varbit, ae inet, af cidr, ag macaddr, ah macaddr8, ai xml, aj tsvector, ak tsquery, al point,
  am line, an lseg, ao box, ap path, aq polygon, ar circle, at oid, au mood, av mood[], aw small_positive, ax words,
  ay money_in, az int4range, ba float_range, bb datemultirange, bc integer[][], bd varchar(5)[], be pg_lsn, bf small_positive[]
);

create table parent (
  id serial primary key,
  code text not null unique,
  note text,
  a int, b int,
  double_a int generated always as (a * 2) stored,
  unique nulls not distinct (a, b),
  constraint a_below_b check (a < b) no inherit
);
comment on table parent is 'What others hang on';
comment on column parent.code is 'Known to people';

create table child (
  parent_id int not null references parent on delete cascade on update set null,
  parent_code text references parent (code) deferrable initially deferred,
  a int, b int,
  self int references child (serial) match full,
  serial smallserial unique,
  during tsrange,
  exclude using gist (during with &&) where (a is not null)
);
create unique index one_per_code on child (lower(parent_code), (a + 1)) include (b) where b > 0;
create index on child using hash (a);
alter table child add foreign key (a, b) references parent (a, b) not valid;
alter table child enable row level security, force row level security;
create policy nobody on child using (false);

create table other.heir (extra int check (extra <> 0)) inherits (parent);
create unlogged table other.loose (id int default nextval('parent_id_seq'));

create view shown as select * from parent;
create materialized view kept as select * from parent;
create rule quiet as on insert to other.loose do instead nothing;

create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create procedure nothing_done(integer) language sql as $$ select 1 $$;
create trigger touched before insert or update of note on parent for each row execute function touch();
create trigger counted after truncate on parent execute function touch();
create publication outward;
create statistics guess on a, b from parent;
`

const postgres = await connectPostgres(await testDatabase('catalog'))
const pglite = await connectPglite('')
await Promise.all([postgres.execute(script), pglite.execute(script)])
const onPostgres = await analyzeSchema(postgres)
const onPglite = await analyzeSchema(pglite)

function table(name: string, schema = 'public', definition = onPostgres): Table {
  const found = definition.tables.find((one) => one.schema === schema && one.name === name)
  if (!found) throw new Error(`${schema}.${name} was not found`)
  return found
}

function constraints<Kind extends Constraint['kind']>(of: Table, kind: Kind): (Constraint & { kind: Kind })[] {
  return of.constraints.filter((one): one is Constraint & { kind: Kind } => one.kind === kind)
}

test('PGlite tells the same as a server', () => {
  /** PGlite is older: it has no constraints behind NOT NULL, and names tables in queries where it needn't. */
  const bare = ({ serverVersion: _, tables, views, ...rest }: SchemaDefinition) => ({
    ...rest,
    tables: tables.map((one) => ({
      ...one,
      columns: one.columns.map(({ notNullConstraint: _, ...column }) => column),
    })),
    views: views.map(({ definition: _, ...view }) => view),
  })
  expect(bare(onPglite)).toEqual(bare(onPostgres))
})

test('every type is told by its structure', () => {
  const types = Object.fromEntries(table('every_type').columns.map(({ name, type }) => [name, type]))
  const words = { kind: 'array', element: { kind: 'text' }, dimensions: 1 }
  const positive = {
    kind: 'domain',
    schema: 'public',
    name: 'positive',
    base: { kind: 'integer' },
    baseType: 'integer',
    collation: null,
    notNull: true,
    default: '1',
    checks: [{ name: 'positive_check', expression: '(VALUE > 0)', valid: true }],
  }
  const smallPositive = {
    ...positive,
    name: 'small_positive',
    base: positive,
    baseType: 'public.positive',
    notNull: false,
    default: '1',
    checks: [{ name: 'below_ten', expression: '((VALUE)::integer < 10)', valid: true }],
  }
  const mood = { kind: 'enum', schema: 'public', name: 'mood', values: ['sad', 'ok', 'it\'s "fine"'] }
  expect(types).toEqual({
    id: { kind: 'bigint' },
    a: { kind: 'smallint' },
    b: { kind: 'integer' },
    c: { kind: 'bigint' },
    d: { kind: 'numeric' },
    e: { kind: 'numeric', precision: 10, scale: 2 },
    f: { kind: 'numeric', precision: 3, scale: -2 },
    g: { kind: 'real' },
    h: { kind: 'double' },
    i: { kind: 'money' },
    j: { kind: 'text' },
    k: { kind: 'varchar' },
    l: { kind: 'varchar', length: 7 },
    m: { kind: 'char', length: 3 },
    n: { kind: 'char', length: 1 },
    o: { kind: 'text' },
    p: { kind: 'boolean' },
    q: { kind: 'uuid' },
    r: { kind: 'date' },
    s: { kind: 'time', precision: 3 },
    t: { kind: 'timetz' },
    u: { kind: 'timestamp', precision: 0 },
    v: { kind: 'timestamptz' },
    w: { kind: 'interval' },
    x: { kind: 'interval', precision: 2 },
    y: { kind: 'json' },
    z: { kind: 'jsonb' },
    aa: { kind: 'bytea' },
    ab: { kind: 'bit', length: 4 },
    ac: { kind: 'varbit', length: 9 },
    ad: { kind: 'varbit' },
    ae: { kind: 'inet' },
    af: { kind: 'cidr' },
    ag: { kind: 'macaddr' },
    ah: { kind: 'macaddr8' },
    ai: { kind: 'xml' },
    aj: { kind: 'tsvector' },
    ak: { kind: 'tsquery' },
    al: { kind: 'point' },
    am: { kind: 'line' },
    an: { kind: 'lseg' },
    ao: { kind: 'box' },
    ap: { kind: 'path' },
    aq: { kind: 'polygon' },
    ar: { kind: 'circle' },
    at: { kind: 'oid' },
    au: mood,
    av: { kind: 'array', element: mood, dimensions: 1 },
    aw: smallPositive,
    ax: {
      kind: 'domain',
      schema: 'public',
      name: 'words',
      base: words,
      baseType: 'text[]',
      collation: null,
      notNull: false,
      default: null,
      checks: [{ name: 'words_check', expression: '(cardinality(VALUE) < 5)', valid: true }],
    },
    ay: {
      kind: 'composite',
      schema: 'public',
      name: 'money_in',
      fields: [
        {
          name: 'amount',
          type: { kind: 'numeric', precision: 10, scale: 2 },
          databaseType: 'numeric(10,2)',
          collation: null,
        },
        { name: 'currency', type: { kind: 'char', length: 3 }, databaseType: 'character(3)', collation: null },
      ],
    },
    az: { kind: 'range', schema: 'pg_catalog', name: 'int4range', element: { kind: 'integer' } },
    ba: { kind: 'range', schema: 'public', name: 'float_range', element: { kind: 'double' } },
    bb: { kind: 'multirange', schema: 'pg_catalog', name: 'datemultirange', element: { kind: 'date' } },
    bc: { kind: 'array', element: { kind: 'integer' }, dimensions: 2 },
    bd: { kind: 'array', element: { kind: 'varchar', length: 5 }, dimensions: 1 },
    be: { kind: 'unknown', schema: 'pg_catalog', name: 'pg_lsn' },
    bf: { kind: 'array', element: smallPositive, dimensions: 1 },
  })
})

test('declared types are listed, row types and arrays are not', () => {
  expect(onPostgres.enums.map((type) => type.name)).toEqual(['mood'])
  expect(onPostgres.domains.map((type) => type.name)).toEqual(['positive', 'small_positive', 'words'])
  expect(onPostgres.composites.map((type) => type.name)).toEqual(['money_in'])
})

test('columns say where their values come from', () => {
  const [id] = table('every_type').columns
  expect(id).toMatchObject({
    identity: 'always',
    notNull: true,
    sequence: { schema: 'public', name: 'every_type_id_seq' },
  })
  const { columns } = table('parent')
  expect(columns[0]).toMatchObject({
    databaseType: 'integer',
    default: "nextval('public.parent_id_seq'::regclass)",
    sequence: { schema: 'public', name: 'parent_id_seq' },
  })
  expect(columns[1]).toMatchObject({ default: null, sequence: null })
  expect(columns.at(-1)).toMatchObject({ default: null, generated: { expression: '(a * 2)', stored: true } })
  expect(table('loose', 'other').columns[0]?.sequence).toEqual({ schema: 'public', name: 'parent_id_seq' })
  expect(table('every_type').columns.find(({ name }) => name === 'au')?.databaseType).toBe('public.mood')
})

test('sequences know their owner, step and place', async () => {
  expect(
    onPostgres.sequences.map(({ name, owner, start, increment, last }) => [
      name,
      owner?.column,
      start,
      increment,
      last,
    ]),
  ).toEqual([
    ['child_serial_seq', 'serial', '1', '1', null],
    ['every_type_id_seq', 'id', '100', '5', null],
    ['parent_id_seq', 'id', '1', '1', null],
  ])
  await postgres.execute("select setval('parent_id_seq', 41)")
  const again = await analyzeSchema(postgres)
  expect(again.sequences.find(({ name }) => name === 'parent_id_seq')?.last).toBe('41')
})

test('keys keep their columns in order', () => {
  expect(constraints(table('parent'), 'primary key').map(({ columns }) => columns)).toEqual([['id']])
  expect(
    constraints(table('parent'), 'unique').map(({ columns, nullsNotDistinct }) => [columns, nullsNotDistinct]),
  ).toEqual([
    [['a', 'b'], true],
    [['code'], false],
  ])
})

test('foreign keys say what they refer to, and how', () => {
  const keys = constraints(table('child'), 'foreign key')
  expect(keys.map(({ columns, references }) => [columns.join(), references.name, references.columns.join()])).toEqual([
    ['a,b', 'parent', 'a,b'],
    ['parent_code', 'parent', 'code'],
    ['parent_id', 'parent', 'id'],
    ['self', 'child', 'serial'],
  ])
  expect(keys[0]).toMatchObject({ valid: false, match: 'simple', deferrable: false })
  expect(keys[1]).toMatchObject({ deferrable: true, initiallyDeferred: true, onDelete: 'no action' })
  expect(keys[2]).toMatchObject({ onDelete: 'cascade', onUpdate: 'set null', valid: true })
  expect(keys[3]).toMatchObject({ match: 'full' })
})

test('checks and exclusions hold their expressions', () => {
  expect(constraints(table('parent'), 'check')).toMatchObject([
    { name: 'a_below_b', expression: '(a < b)', noInherit: true },
  ])
  expect(constraints(table('child'), 'exclusion')).toMatchObject([
    { method: 'gist', elements: [{ column: 'during', operator: '&&' }], predicate: '(a IS NOT NULL)' },
  ])
})

test('indexes are told with expressions, predicate and what they serve', () => {
  const byName = new Map(onPostgres.indexes.map((index) => [index.name, index]))
  expect(byName.get('one_per_code')).toMatchObject({
    unique: true,
    elements: [{ expression: 'lower(parent_code)' }, { expression: '((a + 1))' }],
    include: ['b'],
    predicate: '(b > 0)',
    constraint: null,
  })
  expect(byName.get('child_a_idx')).toMatchObject({ method: 'hash', unique: false, elements: [{ column: 'a' }] })
  expect(byName.get('parent_pkey')).toMatchObject({ unique: true, constraint: 'parent_pkey' })
})

test('tables know their kind and their flags', () => {
  expect(table('heir', 'other')).toMatchObject({ kind: 'table', parents: [{ schema: 'public', name: 'parent' }] })
  expect(table('heir', 'other').columns.map(({ name }) => name)).toEqual([
    'id',
    'code',
    'note',
    'a',
    'b',
    'double_a',
    'extra',
  ])
  expect(table('loose', 'other').unlogged).toBe(true)
  expect(table('child').rowSecurity).toEqual({ enabled: true, forced: true })
  expect(onPostgres.schemas).toContainEqual({ name: 'other' })
})

test('triggers, rules and views are told', () => {
  expect(onPostgres.triggers).toMatchObject([
    { name: 'counted', timing: 'after', events: ['truncate'], level: 'statement', enabled: true },
    { name: 'touched', timing: 'before', events: ['insert', 'update'], level: 'row', function: { name: 'touch' } },
  ])
  expect(onPostgres.rules).toMatchObject([{ name: 'quiet', event: 'insert', instead: true }])
  expect(onPostgres.views.map(({ name, materialized }) => [name, materialized])).toEqual([
    ['kept', true],
    ['shown', false],
  ])
})

test('single schemas are read on their own, and one that does not exist is refused', async () => {
  const one = await analyzeSchema(postgres, { schemas: ['other'] })
  expect(one.tables.map(({ name }) => name)).toEqual(['heir', 'loose'])
  expect([one.enums, one.sequences, one.views]).toEqual([[], [], []])
  await expect(analyzeSchema(postgres, { schemas: ['other', 'nowhere'] })).rejects.toMatchObject({
    code: 'TABLE_UNKNOWN',
  })
})

test('what the role may not touch is told all the same', async () => {
  await postgres.execute('create role reader_of_catalogs')
  try {
    await postgres.transaction(async (session) => {
      await session.execute('set local role reader_of_catalogs')
      const definition = await analyzeSchema(session)
      expect(definition.tables).toEqual(onPostgres.tables)
      expect(definition.sequences.map(({ last }) => last)).toEqual([null, null, null])
    })
  } finally {
    await postgres.execute('drop role reader_of_catalogs')
  }
})

test('settings of the caller change nothing, and come back', async () => {
  await postgres.transaction(async (session) => {
    await session.execute(
      "set local search_path to other; set local datestyle to 'German'; set local timezone to 'Asia/Tokyo'",
    )
    const definition = await analyzeSchema(session)
    expect(definition.tables).toEqual(onPostgres.tables)
    expect(definition.defaultSchema).toBe('other')
    expect(await session.query("select current_setting('search_path') || current_setting('timezone') as now")).toEqual([
      { now: 'otherAsia/Tokyo' },
    ])
  })
})
