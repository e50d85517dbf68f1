import { describe, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { postgresField, sqliteField } from '../../test/filling.ts'
import { fillDatabase } from './fill-database.ts'

const fields = { postgres: await postgresField('standing'), sqlite: await sqliteField() }

const authors = `
  create table authors (id integer primary key, email varchar(60) not null unique, name text);
  create table books (id integer primary key, author_id integer not null references authors (id), title text not null);`

describe.each(['postgres', 'sqlite'] as const)('%s', (engine) => {
  const field = fields[engine]

  test('keys of new rows count on from the highest that is there, and what was there stays', async () => {
    await field.reset(`${authors}
      insert into authors values (7, 'seven@example.com', 'Seven'), (40, 'forty@example.com', null);`)
    const report = await fillDatabase(field.database, { rows: 10 })
    expect(report.tables.map(({ entity, rows, before }) => [entity, rows, before])).toEqual([
      ['authors', 10, 2],
      ['books', 10, 0],
    ])
    expect(await field.ask('select id from authors order by id')).toEqual(
      [7, 40, ...Array.from({ length: 10 }, (_, i) => 41 + i)].map((id) => ({ id })),
    )
    expect(await field.one("select name from authors where email = 'seven@example.com'")).toBe('Seven')
    expect((await field.integrity()).violations).toEqual([])
  })

  test('a second fill with the same seed goes on where the first ended', async () => {
    await field.reset(authors)
    await fillDatabase(field.database, { rows: 30 })
    const report = await fillDatabase(field.database, { rows: 30 })
    expect(report.tables.map(({ rows, before }) => [rows, before])).toEqual([
      [30, 30],
      [30, 30],
    ])
    expect(await field.one('select count(distinct email) as n from authors')).toBe(60)
    expect((await field.integrity()).violations).toEqual([])
  })

  test('unique values that somebody else has put there are avoided, and references follow', async () => {
    await field.reset(authors)
    await fillDatabase(field.database, { rows: 20 })
    const taken = (await field.ask('select email from authors order by id')).map(({ email }) => String(email))
    await field.reset(authors)
    // Under other keys stand the very values that the same seed is about to make.
    for (const [i, email] of taken.entries())
      if (i >= 5) await field.database.query('insert into authors values ($1, $2, null)', [1000 + i, email])
    const report = await fillDatabase(field.database, { rows: 20 })
    expect(report.tables.map(({ rows }) => rows)).toEqual([20, 20])
    const { violations, rows } = await field.integrity()
    expect([violations, rows]).toEqual([[], { authors: 35, books: 20 }])
  })

  test('where few values are left, as many rows as fit are made of them, and more by name is refused', async () => {
    await field.reset(`
      create table sizes (size text primary key check (size in ('S', 'M', 'L', 'XL', 'XXL')));
      insert into sizes values ('M'), ('XXL');`)
    const report = await fillDatabase(field.database, { rows: 50 })
    expect(report.tables.map(({ rows, before }) => [rows, before])).toEqual([[3, 2]])
    expect(report.notes).toContainEqual(expect.objectContaining({ code: 'FEWER_ROWS', at: 'sizes' }))
    expect(await field.one('select count(*) as n from sizes')).toBe(5)

    await field.reset("create table sizes (size text primary key check (size in ('S', 'M', 'L')))")
    const error = await failure(fillDatabase(field.database, { each: { sizes: 4 } }))
    expect([error.code, error.message]).toEqual(['CAPACITY_EXCEEDED', expect.stringContaining('3')])
    expect(await field.one('select count(*) as n from sizes')).toBe(0)
  })

  test('a full table gets no rows, and the second fill says so instead of failing', async () => {
    await field.reset("create table sizes (size text primary key check (size in ('S', 'M', 'L')))")
    await fillDatabase(field.database, { rows: 10 })
    const report = await fillDatabase(field.database, { rows: 10 })
    expect(report.tables.map(({ rows, before }) => [rows, before])).toEqual([[0, 3]])
    expect(report.notes).toContainEqual(expect.objectContaining({ code: 'FEWER_ROWS', at: 'sizes' }))
  })

  test('tables that are left out lend the rows that they have, in the order of their keys', async () => {
    await field.reset(`${authors}
      insert into authors values (3, 'three@example.com', null), (5, 'five@example.com', null);`)
    await fillDatabase(field.database, { rows: 40, only: ['books'] })
    expect(await field.ask('select distinct author_id from books order by author_id')).toEqual([
      { author_id: 3 },
      { author_id: 5 },
    ])
    expect(await field.one('select count(*) as n from authors')).toBe(2)
  })

  test('what must refer to a table without rows stays empty and is named; what may, refers to nothing', async () => {
    await field.reset(`${authors}
      create table notes (id integer primary key, author_id integer references authors (id), body text);`)
    const report = await fillDatabase(field.database, { rows: 5, overrides: { authors: { skip: true } } })
    expect(report.tables.map(({ entity, rows }) => [entity, rows]).sort()).toEqual([
      ['authors', 0],
      ['books', 0],
      ['notes', 5],
    ])
    expect(report.notes).toContainEqual(
      expect.objectContaining({ code: 'TABLE_EMPTY', severity: 'error', at: 'books' }),
    )
    expect(await field.one('select count(author_id) as n from notes')).toBe(0)

    const error = await failure(fillDatabase(field.database, { each: { books: 5 }, only: ['books'] }))
    expect([error.code, error.message]).toEqual(['CONSTRAINT_UNSATISFIED', expect.stringContaining('authors')])
  })

  test('a dry run tells what would be done and does nothing', async () => {
    await field.reset(authors)
    const report = await fillDatabase(field.database, { rows: 9, dryRun: true })
    expect([report.dryRun, report.rows]).toEqual([true, 18])
    expect((await field.integrity()).rows).toEqual({ authors: 0, books: 0 })
  })

  test('tables that are not there are refused before anything is written', async () => {
    await field.reset(authors)
    const error = await failure(fillDatabase(field.database, { each: { auhtors: 5 } }))
    expect([error.code, error.message, error.hint]).toEqual([
      'TABLE_UNKNOWN',
      expect.stringContaining('auhtors'),
      expect.stringContaining('authors'),
    ])
  })
})

test('after a fill the next number of every sequence is free, and a failed fill leaves them as they were', async () => {
  const { postgres } = fields
  await postgres.reset(`
    create table plain (id serial primary key, name text);
    create table fixed (id integer generated always as identity primary key, name text);
    create table down (id integer generated by default as identity (increment by -2 start with -1) primary key);
    create sequence shared; create table one (id bigint primary key default nextval('shared')); create table two (id bigint primary key default nextval('shared'));
    create table closed (id integer primary key, sign integer not null, check (pg_catalog.pg_column_size(sign) > 100));`)
  const next = () =>
    postgres.ask(
      'select sequencename::text as name, coalesce(last_value, 0)::integer as last from pg_sequences order by 1',
    )
  const before = await next()
  expect((await failure(fillDatabase(postgres.database, { rows: 12 }))).code).toBe('CONSTRAINT_UNSATISFIED')
  expect(await next()).toEqual(before)

  await fillDatabase(postgres.database, { rows: 12, overrides: { closed: { skip: true } } })
  await postgres.database.execute(`
    insert into plain default values; insert into fixed default values; insert into down default values;
    insert into one default values; insert into two default values;`)
  const { violations, rows } = await postgres.integrity()
  expect([violations, rows]).toEqual([[], { plain: 13, fixed: 13, down: 13, one: 13, two: 13, closed: 0 }])
})
