import type { ErrorClass } from '../error-class.ts'
import type { ErrorCase } from './error-case.ts'

const one = 'create table things (id int, name text)'

function alike(name: string, expected: ErrorClass, setUp: string, step: string): ErrorCase {
  return { name, postgres: { setUp, steps: [step], expected }, sqlite: { setUp, steps: [step], expected } }
}

export const statementCases: readonly ErrorCase[] = [
  alike('a table that is not there', 'undefined_object', one, 'select * from no_such_table'),
  alike('a column that is not there', 'undefined_object', one, 'select size from things'),
  alike('a column that is not there is written', 'undefined_object', one, 'insert into things (size) values (1)'),
  alike('a function that is not there', 'undefined_object', one, 'select no_such_function(1)'),
  alike('a schema that is not there', 'undefined_object', one, 'create table no_such_schema.things (id int)'),
  alike('an index that is not there is dropped', 'undefined_object', one, 'drop index no_such_index'),
  {
    name: 'a type that is not there',
    postgres: { steps: ['create table things (id no_such_type)'], expected: 'undefined_object' },
    sqlite: { absent: 'Any word is a type.' },
  },
  alike('a table that is there already', 'duplicate_object', one, one),
  alike('a column that is there already', 'duplicate_object', one, 'alter table things add column name text'),
  alike(
    'an index that is there already',
    'duplicate_object',
    `${one}; create index by_name on things (name)`,
    'create index by_name on things (id)',
  ),
  {
    name: 'a schema that is there already',
    postgres: { steps: ['create schema {schema}'], expected: 'duplicate_object' },
    sqlite: { steps: ['attach ":memory:" as main'], expected: 'duplicate_object' },
  },
  {
    name: 'a type that is there already',
    postgres: {
      setUp: "create type mood as enum ('good')",
      steps: ["create type mood as enum ('good')"],
      expected: 'duplicate_object',
    },
    sqlite: { absent: 'It has no types of its own.' },
  },
  {
    name: 'a column that a view shows is dropped',
    postgres: {
      setUp: `${one}; create view names as select name from things`,
      steps: ['alter table things drop column name'],
      expected: 'dependent_objects',
    },
    sqlite: {
      setUp: `${one}; create view names as select name from things`,
      steps: ['alter table things drop column name'],
      expected: 'dependent_objects',
    },
  },
  {
    name: 'a table that a view shows is dropped',
    postgres: {
      setUp: `${one}; create view names as select name from things`,
      steps: ['drop table things'],
      expected: 'dependent_objects',
    },
    sqlite: { absent: 'The view stays, and fails when it is read.' },
  },
  alike('a word that is none', 'syntax_error', one, 'selec * from things'),
  alike('a statement that has no end', 'syntax_error', one, 'select (1'),
  alike(
    'a name that two tables have',
    'syntax_error',
    `${one}; create table others (id int)`,
    'select id from things, others',
  ),
  alike('more values than columns', 'syntax_error', one, "insert into things values (1, 'a', 2)"),
  {
    name: 'a view that cannot be written',
    postgres: {
      setUp: `${one}; create view sums as select count(*) as n from things`,
      steps: ['insert into sums values (1)'],
      expected: 'unsupported',
    },
    sqlite: {
      setUp: `${one}; create view sums as select count(*) as n from things`,
      steps: ['insert into sums values (1)'],
      expected: 'unsupported',
    },
  },
  {
    name: 'what a server cannot do',
    postgres: {
      setUp: one,
      steps: ['select count(*) from things group by name for update'],
      expected: 'unsupported',
    },
    sqlite: { absent: 'It has no such locks.' },
  },
  {
    name: 'a role that may not read a table',
    postgres: {
      setUp: one,
      // Who is no superuser may not become that role either, by the same code.
      steps: ['set role pg_monitor', 'select * from {schema}.things'],
      expected: 'permission_denied',
    },
    sqlite: { absent: 'It has no roles.' },
  },
  {
    name: 'the catalog is written',
    postgres: { absent: 'A superuser may write it.' },
    sqlite: { steps: ['insert into sqlite_master (name) values (1)'], expected: 'permission_denied' },
  },
  {
    name: 'a write where only reading is allowed',
    postgres: {
      setUp: one,
      steps: ['begin read only', 'insert into things (id) values (1)'],
      expected: 'read_only',
    },
    sqlite: {
      setUp: one,
      steps: ['pragma query_only = on', 'insert into things (id) values (1)'],
      expected: 'read_only',
    },
  },
]
