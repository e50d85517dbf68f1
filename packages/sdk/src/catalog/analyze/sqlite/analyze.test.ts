import { expect, test } from 'vitest'
import { connectSqlite } from '../../../database/sqlite/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { Constraint } from '../../definition.ts'

const script = `
create table parent (
  id integer primary key autoincrement,
  Code varchar(10) not null unique collate nocase,
  size decimal(8, 2) default 1.5 check (size >= 0),
  doubled int generated always as (size * 2) virtual,
  kept text as (Code || '!') stored,
  made datetime default current_timestamp
);
insert into parent (Code) values ('a');
create table child (
  PARENT int references PARENT on delete cascade,
  code text constraint to_code references parent(CODE) deferrable initially deferred,
  self text references child,
  x, "y z" text,
  primary key (code, x),
  constraint pair foreign key (x, "y z") references child(code, x)
) without rowid;
create table exact (a any, b int primary key, c real, d blob, e text) strict;
create table backwards (id integer primary key desc, v "odd type (3)");
create table orphan (a references nowhere, b references nowhere(x));
create unique index by_lower on child (lower(code), "y z" desc) where x > 0;
create index plain on child (x);
create virtual table words using fts5(body);
create view seen as select * from parent;
create temp table passing (a);
create trigger after_all after update of size on parent begin select 1; end;
create trigger "of insert" insert on parent begin delete from child; end;
create trigger instead instead of delete on seen begin select 1; end;
`
const database = await connectSqlite('')
await database.execute(script)
const definition = await analyzeSchema(database)

function table(name: string) {
  const found = definition.tables.find((one) => one.name === name)
  if (!found) throw new Error(`${name} was not found`)
  return found
}

function constraints<Kind extends Constraint['kind']>(name: string, kind: Kind): (Constraint & { kind: Kind })[] {
  return table(name).constraints.filter((one): one is Constraint & { kind: Kind } => one.kind === kind)
}

test('tables of the main file are told with their kind, and shadows named', () => {
  expect(definition.tables.map(({ name, kind }) => [name, kind])).toEqual([
    ['backwards', 'table'],
    ['child', 'table'],
    ['exact', 'table'],
    ['orphan', 'table'],
    ['parent', 'table'],
    ['words', 'virtual'],
  ])
  expect(definition.unmodelled.map(({ kind }) => kind)).toContain('shadow table')
  expect([table('exact').strict, table('child').withoutRowid, table('parent').strict]).toEqual([true, true, false])
})

test('columns have the type that their declaration means', () => {
  expect(table('parent').columns.map(({ name, type, databaseType }) => [name, type, databaseType])).toEqual([
    ['id', { kind: 'bigint' }, 'INTEGER'],
    ['Code', { kind: 'varchar', length: 10 }, 'varchar(10)'],
    ['size', { kind: 'numeric', precision: 8, scale: 2 }, 'decimal(8, 2)'],
    ['doubled', { kind: 'integer' }, 'INT'],
    ['kept', { kind: 'text' }, 'TEXT'],
    ['made', { kind: 'timestamp' }, 'datetime'],
  ])
  expect(table('exact').columns.map(({ type }) => type.kind)).toEqual(['any', 'integer', 'double', 'bytea', 'text'])
  expect(table('child').columns.map(({ name, type }) => [name, type.kind])).toContainEqual(['x', 'any'])
})

test('columns say where their values come from', () => {
  const [id, code, size, doubled, kept, made] = table('parent').columns
  expect(id).toMatchObject({ rowidAlias: true, notNull: true, sequence: { name: 'parent' } })
  expect(code).toMatchObject({ collation: 'nocase', notNull: true, rowidAlias: false })
  expect(size).toMatchObject({ default: '1.5', notNull: false })
  expect(doubled?.generated).toEqual({ expression: 'size * 2', stored: false })
  expect(kept?.generated).toEqual({ expression: "Code || '!'", stored: true })
  expect(made?.default).toBe('CURRENT_TIMESTAMP')
  expect(definition.sequences).toMatchObject([{ name: 'parent', last: '1', owner: { name: 'parent', column: 'id' } }])
})

test('a primary key is null-proof only where SQLite makes it so', () => {
  expect(table('backwards').columns[0]).toMatchObject({ rowidAlias: false, notNull: false })
  expect(table('exact').columns[1]).toMatchObject({ rowidAlias: false, notNull: true })
  expect(table('child').columns.map(({ name, notNull }) => [name, notNull])).toContainEqual(['x', true])
})

test('keys and checks are told', () => {
  expect(constraints('parent', 'primary key').map(({ columns }) => columns)).toEqual([['id']])
  expect(constraints('child', 'primary key').map(({ columns }) => columns)).toEqual([['code', 'x']])
  expect(constraints('parent', 'unique').map(({ columns }) => columns)).toEqual([['Code']])
  expect(constraints('parent', 'check').map(({ expression }) => expression)).toEqual(['size >= 0'])
})

test('foreign keys find their tables and columns in any case', () => {
  const keys = constraints('child', 'foreign key')
  expect(keys.map(({ name, columns, references }) => [name, columns, references.name, references.columns])).toEqual([
    ['child_PARENT_fkey', ['PARENT'], 'parent', ['id']],
    ['to_code', ['code'], 'parent', ['Code']],
    ['child_self_fkey', ['self'], 'child', ['code']],
    ['pair', ['x', 'y z'], 'child', ['code', 'x']],
  ])
  expect(keys.map(({ onDelete, initiallyDeferred }) => [onDelete, initiallyDeferred])).toEqual([
    ['cascade', false],
    ['no action', true],
    ['no action', false],
    ['no action', false],
  ])
  expect(constraints('orphan', 'foreign key').map(({ references }) => [references.name, references.columns])).toEqual([
    ['nowhere', ['']],
    ['nowhere', ['x']],
  ])
})

test('indexes are told with expressions and predicate', () => {
  expect(definition.indexes).toMatchObject([
    {
      name: 'by_lower',
      unique: true,
      elements: [{ expression: 'lower(code)' }, { column: 'y z' }],
      predicate: 'x > 0',
    },
    { name: 'plain', unique: false, elements: [{ column: 'x' }], predicate: null },
  ])
})

test('triggers and views are told', () => {
  expect(definition.triggers.map(({ name, timing, events, table }) => [name, timing, events, table.name])).toEqual([
    ['after_all', 'after', ['update'], 'parent'],
    ['instead', 'instead of', ['delete'], 'seen'],
    ['of insert', 'before', ['insert'], 'parent'],
  ])
  expect(definition.views.map(({ name }) => name)).toEqual(['seen'])
})

test('equal schemas have equal definitions, however they are written', async () => {
  const [one, other] = await Promise.all(
    [
      `create table p (id integer primary key, code text unique not null default 'a  B' collate nocase check (length(code) > 1) check (code <> 'x'));
       create table c (p int references p on delete cascade deferrable initially deferred, q decimal(8, 2), unique (p, q desc) on conflict replace) strict;
       create unique index i on c (lower(q) desc, p) where q > 0 and p is not null;
       create view v (a) as select id from p where code = 'A  b' -- all of them
         or id > 1;
       create trigger t before update of p, q on c for each row when new.p > 1 begin delete from p where id = old.p; end`.replace(
        'decimal(8, 2)',
        'real',
      ),
      `CREATE TABLE p(id INTEGER CONSTRAINT p_pkey PRIMARY KEY ASC,code TEXT CHECK(code<>'x')CHECK(length(code)>1)COLLATE nocase DEFAULT('a  B')NOT NULL,/* x */UNIQUE(code));
       CREATE TABLE IF NOT EXISTS main.c(p INT,q REAL,UNIQUE([p],\`q\` DESC)ON CONFLICT REPLACE,FOREIGN KEY(p)REFERENCES p ON DELETE CASCADE MATCH FULL DEFERRABLE INITIALLY DEFERRED)STRICT;
       CREATE UNIQUE INDEX IF NOT EXISTS i ON c(lower( q )DESC,"p" ASC)WHERE q>0 AND p IS NOT NULL;
       CREATE VIEW v("a")AS SELECT id FROM p WHERE code='A  b'OR id>1;
       CREATE TRIGGER IF NOT EXISTS t UPDATE OF "p",q ON main.c WHEN new.p>1 BEGIN DELETE FROM p WHERE id=old.p;END`,
    ].map(async (ddl) => {
      await using one = await connectSqlite('')
      await one.execute(ddl)
      return analyzeSchema(one)
    }),
  )
  const sorted = ({ tables, ...rest }: typeof definition) => ({
    ...rest,
    tables: tables.map((table) => ({
      ...table,
      constraints: [...table.constraints].sort((a, b) => (a.name < b.name ? -1 : 1)),
    })),
  })
  expect(one && sorted(one)).toEqual(other && sorted(other))
  expect(one?.tables[0]?.constraints.map(({ name, definition: text }) => [name, text])).toEqual([
    ['c_p_q_key', 'UNIQUE ("p", "q" DESC) ON CONFLICT REPLACE'],
    ['c_p_fkey', null],
  ])
  expect(one?.views).toMatchObject([
    {
      definition: `SELECT id FROM p WHERE code = 'A  b' OR id > 1`,
      options: { columns: '"a"' },
      columns: [{ name: 'a' }],
    },
  ])
  expect(one?.triggers[0]?.definition).toBe(
    'CREATE TRIGGER "t" BEFORE UPDATE OF "p", "q" ON "c" FOR EACH ROW WHEN new.p > 1 BEGIN DELETE FROM p WHERE id = old.p; END',
  )
})

test('what needs what is known as far as names tell it', () => {
  expect(definition.dependencies).toMatchObject({
    'view main.seen': ['table main.parent'],
    'index main.plain': ['table main.child'],
    'constraint main.child.to_code': ['table main.parent'],
    'trigger main.parent."of insert"': ['table main.child', 'table main.parent'],
    'trigger main.seen.instead': ['view main.seen'],
  })
})

test('a virtual table has its module, and a view that is broken is told, and keeps no other from being read', async () => {
  await using other = await connectSqlite('')
  await other.execute(`create virtual table w using fts5 (body, tokenize = 'porter  ascii');
    create view broken as select * from nowhere; create view sound as select 1 as one`)
  const { tables, views, unmodelled } = await analyzeSchema(other)
  expect(tables).toMatchObject([
    { name: 'w', kind: 'virtual', accessMethod: 'fts5', options: { arguments: "body, tokenize = 'porter  ascii'" } },
  ])
  expect(views.map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([
    ['broken', []],
    ['sound', ['one']],
  ])
  expect(unmodelled).toContainEqual({ kind: 'columns of a view that SQLite refuses to read', name: 'broken' })
})

test('what is done on conflict, and names of NOT NULL, are not lost', async () => {
  await using other = await connectSqlite('')
  await other.execute('create table t (a int constraint there not null on conflict ignore, b integer primary key desc)')
  const [found] = (await analyzeSchema(other)).tables
  expect(found?.columns[0]).toMatchObject({
    notNullConstraint: { name: 'there' },
    options: { 'not null on conflict': 'IGNORE' },
  })
  expect(found?.constraints[0]?.definition).toBe('PRIMARY KEY ("b" DESC)')
})
