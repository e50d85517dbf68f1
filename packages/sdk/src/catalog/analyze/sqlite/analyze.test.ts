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
