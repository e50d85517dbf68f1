import { expect, test } from 'vitest'
import { readCreateTable } from './create-table.ts'

test('checks are found wherever they stand, with their names', () => {
  const { checks } = readCreateTable(`create table t (
    a int check (a > 0) constraint "sm all" check(a<10) not null,
    b text default (')' || 'check (1)') check (b <> ')'), -- check (c)
    constraint both check (a < length(b)) check (1), check (2)
  )`)
  expect(checks).toEqual([
    { name: null, expression: 'a > 0' },
    { name: 'sm all', expression: 'a < 10' },
    { name: null, expression: "b <> ')'" },
    { name: 'both', expression: 'a < length(b)' },
    { name: null, expression: '1' },
    { name: null, expression: '2' },
  ])
})

test('columns keep collation and generating expression, also those named like keywords', () => {
  const { columns } = readCreateTable(`create table t (
    [check] text collate nocase, "primary" int primary key desc, \`unique\` int as ("primary" * 2) stored,
    d generated always as (json_extract("check", '$.d')) virtual, e varchar (10) collate "my one", key, 'quoted' int,
    🙂x int constraint there not null on conflict ignore
  )`)
  const told = [...columns].map(([name, { notNull, ...rest }]) =>
    notNull ? [name, { ...rest, notNull }] : [name, rest],
  )
  expect(told).toEqual([
    ['check', { collation: 'nocase', generated: null, descending: false }],
    ['primary', { collation: null, generated: null, descending: true }],
    ['unique', { collation: null, generated: '"primary" * 2', descending: false }],
    ['d', { collation: null, generated: `json_extract("check", '$.d')`, descending: false }],
    ['e', { collation: 'my one', generated: null, descending: false }],
    ['key', { collation: null, generated: null, descending: false }],
    ['quoted', { collation: null, generated: null, descending: false }],
    ['🙂x', { collation: null, generated: null, descending: false, notNull: { name: 'there', onConflict: 'IGNORE' } }],
  ])
})

test('foreign keys come in order, with name and deferral', () => {
  const { foreignKeys } = readCreateTable(`create table t (
    a references p on delete set null on update no action match full deferrable initially deferred check (a > 0),
    b constraint named references p(x) not deferrable,
    constraint third foreign key (a, b) references q (x, y) on delete cascade deferrable initially immediate
  )`)
  expect(foreignKeys).toEqual([
    { name: null, deferrable: true, initiallyDeferred: true },
    { name: 'named', deferrable: false, initiallyDeferred: false },
    { name: 'third', deferrable: true, initiallyDeferred: false },
  ])
})

test('keys keep their columns, and autoincrement is seen', () => {
  const { keys, autoincrement } = readCreateTable(
    `create table "a (b" (id integer constraint pk primary key asc on conflict replace autoincrement, a unique, b,
     constraint pair unique (a collate nocase desc, "b") on conflict ignore)`,
  )
  expect(autoincrement).toBe(true)
  expect(keys).toEqual([
    { kind: 'primary key', name: 'pk', columns: [column('id')], onConflict: 'REPLACE' },
    { kind: 'unique', name: null, columns: [column('a')], onConflict: null },
    {
      kind: 'unique',
      name: 'pair',
      columns: [{ name: 'a', collation: 'nocase', descending: true }, column('b')],
      onConflict: 'IGNORE',
    },
  ])
  expect(readCreateTable('create table t (id integer, primary key (id autoincrement))').autoincrement).toBe(true)
})

const column = (name: string) => ({ name, collation: null, descending: false })
