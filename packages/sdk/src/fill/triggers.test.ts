import { expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { postgresField, sqliteField } from '../../test/filling.ts'
import { fillDatabase } from './fill-database.ts'

const postgres = await postgresField('triggers')
const sqlite = await sqliteField()

const body = (name: string, text: string) =>
  `create function ${name}() returns trigger language plpgsql as $$ begin ${text} end $$;`

test('rows that a trigger adds are counted, whichever of the tables is filled first', async () => {
  for (const [first, second] of [
    ['audit', 'orders'],
    ['orders', 'audit'],
  ]) {
    await postgres.reset(`
      create table ${first} (id serial primary key, what text);
      create table ${second} (id serial primary key, what text${second === 'audit' ? '' : ', ref integer references audit (id)'});
      ${body('log', "insert into audit (what) values ('insert'); return new;")}
      create trigger log after insert on orders for each row execute function log();`)
    const report = await fillDatabase(postgres.database, { rows: 20 })
    expect(Object.fromEntries(report.tables.map(({ entity, rows }) => [entity, rows]))).toEqual({
      audit: 40,
      orders: 20,
    })
    await postgres.database.execute('insert into orders (what) values (null)')
    expect((await postgres.integrity()).violations).toEqual([])
  }
})

test('a table that a trigger has filled up already gets no rows of its own', async () => {
  await postgres.reset(`
    create table films (id serial primary key, title text not null);
    create table film_stats (film_id integer primary key references films (id), views integer not null default 0);
    ${body('start_stats', 'insert into film_stats (film_id) values (new.id); return new;')}
    create trigger start_stats after insert on films for each row execute function start_stats();`)
  const report = await fillDatabase(postgres.database, { rows: 25 })
  expect(Object.fromEntries(report.tables.map(({ entity, rows }) => [entity, rows]))).toEqual({
    films: 25,
    film_stats: 25,
  })
  expect((await postgres.integrity()).violations).toEqual([])
})

test('a trigger that gives rows other keys, or leaves rows out, is followed by all references', async () => {
  await postgres.reset(`
    create table people (id integer primary key, name text);
    create table pets (id integer primary key, owner_id integer not null references people (id));
    create table walks (id integer primary key, pet_id integer not null references pets (id), walker_id integer not null references people (id));
    ${body('renumber', 'new.id := new.id + 5000; if new.id % 3 = 0 then return null; end if; return new;')}
    create trigger renumber before insert on people for each row execute function renumber();`)
  const report = await fillDatabase(postgres.database, { rows: 30 })
  expect(report.notes).toContainEqual(expect.objectContaining({ code: 'KEYS_CHANGED', at: 'people' }))
  const { violations, rows } = await postgres.integrity()
  expect([violations, rows]).toEqual([[], { people: 20, pets: 30, walks: 30 }])
})

test('a trigger that refuses rows undoes the whole fill, and the error names the table', async () => {
  await postgres.reset(`
    create table calm (id integer primary key);
    create table strict (id integer primary key, name text);
    ${body('refuse', "raise exception 'not today'; ")}
    create trigger refuse before insert on strict for each row execute function refuse();`)
  const error = await failure(fillDatabase(postgres.database, { rows: 5 }))
  expect([error.code, error.at]).toEqual(['QUERY_FAILED', 'strict'])
  expect(error.details.stands).toMatch(/nothing/)
  expect((await postgres.integrity()).rows).toEqual({ calm: 0, strict: 0 })
})

test('triggers of SQLite run as well', async () => {
  await sqlite.reset(`
    create table audit (id integer primary key, what text);
    create table orders (id integer primary key, what text);
    create trigger log after insert on orders begin insert into audit (what) values ('insert'); end;`)
  const report = await fillDatabase(sqlite.database, { rows: 20 })
  expect(Object.fromEntries(report.tables.map(({ entity, rows }) => [entity, rows]))).toEqual({ audit: 40, orders: 20 })
  expect((await sqlite.integrity()).violations).toEqual([])
})
