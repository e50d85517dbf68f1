import type { ErrorClass } from '../error-class.ts'
import type { Absent, ErrorCase, Provocation } from './error-case.ts'

const items =
  "create table items (id int primary key, a int, b int, code text unique); insert into items values (1, 1, 1, 'x')"
const family =
  'create table parent (id int primary key); create table child (id int primary key, parent int references parent); insert into parent values (1); insert into child values (1, 1)'
const strictFamily =
  'create table parent (id int primary key); create table child (id int primary key, parent int references parent on delete restrict on update restrict); insert into parent values (1); insert into child values (1, 1)'
const patientFamily =
  'create table parent (id int primary key); create table child (id int primary key, parent int references parent deferrable initially deferred)'
const tree =
  'create table nodes (id int primary key, above int references nodes); insert into nodes values (1, null), (2, 1)'

/** The same set-up and the same statements on every engine. */
function alike(name: string, expected: ErrorClass, setUp: string, ...steps: [string, ...string[]]): ErrorCase {
  const provocation: Provocation = { setUp, steps, expected }
  return { name, postgres: provocation, sqlite: provocation }
}

function onPostgres(name: string, provocation: Provocation, why: string): ErrorCase {
  const absent: Absent = { absent: why }
  return { name, postgres: provocation, sqlite: absent }
}

export const constraintCases: readonly ErrorCase[] = [
  alike('a primary key that is there already', 'unique_violation', items, 'insert into items (id) values (1)'),
  alike(
    'a unique value that is there already',
    'unique_violation',
    items,
    "insert into items (id, code) values (2, 'x')",
  ),
  alike(
    'two columns that are unique together',
    'unique_violation',
    `${items}; create unique index both_once on items (a, b)`,
    'insert into items (id, a, b) values (2, 1, 1)',
  ),
  alike(
    'an expression that is unique',
    'unique_violation',
    `${items}; create unique index code_once on items (lower(code))`,
    "insert into items (id, code) values (2, 'X')",
  ),
  alike(
    'an update to a unique value of another row',
    'unique_violation',
    `${items}; insert into items (id, code) values (2, 'y')`,
    "update items set code = 'x' where id = 2",
  ),
  alike('a child without its parent', 'foreign_key_child', family, 'insert into child values (2, 9)'),
  alike(
    'a child that is given to a parent that is not there',
    'foreign_key_child',
    family,
    'update child set parent = 9',
  ),
  alike('a parent that still has a child is deleted', 'foreign_key_parent', family, 'delete from parent'),
  alike(
    'the key of a parent that still has a child is changed',
    'foreign_key_parent',
    family,
    'update parent set id = 9',
  ),
  alike('a parent that a child restricts is deleted', 'foreign_key_parent', strictFamily, 'delete from parent'),
  alike(
    'the key of a parent that a child restricts is changed',
    'foreign_key_parent',
    strictFamily,
    'update parent set id = 9',
  ),
  alike('a row of a tree without the one above it', 'foreign_key_child', tree, 'insert into nodes values (3, 9)'),
  alike(
    'a row of a tree that others stand below is deleted',
    'foreign_key_parent',
    tree,
    'delete from nodes where id = 1',
  ),
  alike(
    'a child without its parent, found at COMMIT',
    'foreign_key_child',
    patientFamily,
    'begin',
    'insert into child values (1, 9)',
    'commit',
  ),
  alike(
    'a row that names no value for a column that must have one',
    'not_null_violation',
    'create table people (id int primary key, name text not null)',
    'insert into people (id) values (1)',
  ),
  alike(
    'a column that must have a value is emptied',
    'not_null_violation',
    "create table people (id int primary key, name text not null); insert into people values (1, 'a')",
    'update people set name = null',
  ),
  alike(
    'a row that its check refuses',
    'check_violation',
    'create table stock (id int primary key, amount int constraint not_negative check (amount >= 0))',
    'insert into stock values (1, -1)',
  ),
  alike(
    'a row whose columns do not go together',
    'check_violation',
    'create table spans (first int, last int, check (first <= last)); insert into spans values (1, 2)',
    'update spans set last = 0',
  ),
  onPostgres(
    'a value that its domain refuses',
    {
      setUp: 'create domain percent as int check (value between 0 and 100); create table marks (mark percent)',
      steps: ['insert into marks values (101)'],
      expected: 'check_violation',
    },
    'It has no domains.',
  ),
  onPostgres(
    'no value for a domain that must have one',
    {
      setUp: 'create domain sure as int not null; create table marks (mark sure)',
      steps: ['insert into marks values (null)'],
      expected: 'not_null_violation',
    },
    'It has no domains.',
  ),
  onPostgres(
    'two rows that exclude each other',
    {
      setUp:
        'create table stays (during int4range, exclude using gist (during with &&)); insert into stays values (int4range(1, 5))',
      steps: ['insert into stays values (int4range(4, 9))'],
      expected: 'exclusion_violation',
    },
    'It has no exclusion constraints.',
  ),
  onPostgres(
    'a row that the view it is written through would not show',
    {
      setUp:
        'create table stock (amount int); create view in_stock as select * from stock where amount > 0 with check option',
      steps: ['insert into in_stock values (0)'],
      expected: 'view_check_violation',
    },
    'Its views cannot be written through.',
  ),
  {
    name: 'a generated column is written',
    postgres: {
      setUp: 'create table boxes (side int, area int generated always as (side * side) stored)',
      steps: ['insert into boxes (side, area) values (2, 5)'],
      expected: 'generated_column',
    },
    sqlite: {
      setUp: 'create table boxes (side int, area int generated always as (side * side) stored)',
      steps: ['insert into boxes (side, area) values (2, 5)'],
      expected: 'generated_column',
    },
  },
  onPostgres(
    'a number is given where the server counts',
    {
      setUp: 'create table tickets (id int generated always as identity)',
      steps: ['insert into tickets (id) values (7)'],
      expected: 'generated_column',
    },
    'It takes any number for the column that it counts.',
  ),
  {
    name: 'a trigger refuses a row',
    postgres: {
      setUp: `create table guarded (id int);
        create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
        create trigger refuse before insert on guarded for each row execute function refuse()`,
      steps: ['insert into guarded values (1)'],
      expected: 'raised',
    },
    sqlite: {
      setUp: `create table guarded (id int);
        create trigger refuse before insert on guarded begin select raise(abort, 'refused'); end`,
      steps: ['insert into guarded values (1)'],
      expected: 'raised',
    },
  },
  onPostgres(
    'a routine raises a code of its own',
    { steps: ["do $$ begin raise exception 'refused' using errcode = 'U0001'; end $$"], expected: 'raised' },
    'It has no routines.',
  ),
  onPostgres(
    'a routine asserts what is not so',
    { steps: ['do $$ begin assert false; end $$'], expected: 'raised' },
    'It has no routines.',
  ),
]
