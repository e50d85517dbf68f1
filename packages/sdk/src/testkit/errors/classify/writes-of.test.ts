import { describe, expect, test } from 'vitest'
import { isCommit, writesOf } from './writes-of.ts'

const written = (statement: string, brackets: 'quote' | 'subscript' = 'subscript') =>
  writesOf(statement, brackets).map(({ verb, table, columns }) => [verb, table, ...columns].join(' '))

describe('the tables that a statement writes to', () => {
  test.each([
    ['insert into Child values (1)', 'insert child'],
    ['INSERT INTO "Sales"."Child Rows" (a) SELECT 1', 'insert Child Rows'],
    ["-- delete from x\ninsert /* update y */ into child select 'delete from z'", 'insert child'],
    ['update only sales.parent as p set id = 9 where id = 1', 'update parent id'],
    ['update t set a = 1, "B" = (select c = 2 from d where e = 3), f = g = 1 where h = 1', 'update t a B f'],
    ['update t set (a, b) = (1, 2), c = 3', 'update t a b c'],
    ['delete from parent using others where true', 'delete parent'],
    ['truncate table parent cascade', 'drop parent'],
    ['truncate parent', 'drop parent'],
    ['drop table if exists parent', 'drop parent'],
    ['copy child (id) from stdin', 'insert child'],
    ['merge into child using x on true when matched then update set parent = 1', 'merge child parent'],
    ['insert into child values (1) on conflict (id) do update set parent = excluded.parent', 'upsert child parent'],
  ])('%s', (statement, expected) => {
    expect(written(statement)[0]).toBe(expected)
  })

  test('each of several', () => {
    const statement = 'with gone as (delete from parent returning id) insert into archive select id from gone'
    expect(written(statement)).toEqual(['delete parent', 'insert archive'])
  })

  test('in the quotes that SQLite takes, and by its ways to insert', () => {
    expect(written('insert or replace into [My Table] values (1)', 'quote')).toEqual(['insert My Table'])
    expect(written('replace into `child` values (1)', 'quote')).toEqual(['insert child'])
    expect(written('update or ignore child set a = 1', 'quote')).toEqual(['update child a'])
  })

  test('none where it reads, locks or defines', () => {
    expect(written('select * from parent for update')).toEqual([])
    expect(written('select * from parent for no key update of parent')).toEqual([])
    expect(written('create trigger t after update on parent execute function f()')).toEqual([])
    expect(written('copy (select 1) to stdout')).toEqual([])
    expect(written('select replace(a, b, c), "update" from t')).toEqual([])
    expect(written('')).toEqual([])
  })
})

test('what asks for COMMIT', () => {
  const asking = ['commit', ' COMMIT WORK;', '-- now\nend', '/* x */ commit and chain', "commit prepared 'a'"]
  expect(asking.filter((statement) => !isCommit(statement))).toEqual([])
  const others = ['rollback', 'committed', '"commit"', 'select 1; commit', '', 'endless']
  expect(others.filter(isCommit)).toEqual([])
})
