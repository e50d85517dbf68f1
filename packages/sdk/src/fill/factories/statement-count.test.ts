import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { later, many, ref } from '../../factory/association.ts'
import { defineFactory } from '../../factory/define-factory.ts'
import { assigned, kind } from '../../factory/field-maker.ts'
import { connectFactories } from './connect-factories.ts'

/** Counted by the server itself: a trigger of each table notes every statement that inserts or updates. */

const authors = defineFactory('authors', {
  fields: { id: assigned(), name: kind('full-name') },
  associations: {
    books: many(
      later(() => books),
      9,
    ),
  },
})
const books = defineFactory('books', {
  fields: { id: kind('uuid').unique(), title: kind('title'), author_id: 0 },
  associations: {
    author: ref(authors),
    chapters: many(
      later(() => chapters),
      10,
    ),
  },
})
const chapters = defineFactory('chapters', {
  fields: { book_id: '', nr: ({ listIndex }) => listIndex + 1, heading: kind('sentence') },
  associations: { book: ref(books) },
})
/** Neither of the two foreign keys can wait for the commit. */
const halls = defineFactory('halls', {
  fields: { id: kind('uuid').unique(), guide_id: null as string | null },
  associations: { guide: ref(later(() => guides)) },
})
const guides = defineFactory('guides', {
  fields: { id: kind('uuid').unique(), hall_id: '' },
  associations: { hall: ref(halls) },
})
const nodes = defineFactory('nodes', {
  fields: { id: kind('uuid').unique(), parent_id: null as string | null },
  associations: {
    parent: ref(
      later(() => nodes),
      { optional: true },
    ),
    children: many(
      later(() => nodes),
      3,
    ),
  },
})

/** No foreign key is nullable, and one can wait. */
const ships = defineFactory('ships', {
  fields: { id: kind('uuid').unique(), port_id: '' },
  associations: { port: ref(later(() => ports)) },
})
const ports = defineFactory('ports', {
  fields: { id: kind('uuid').unique(), ship_id: '' },
  associations: { ship: ref(ships) },
})

let database: Database
beforeAll(async () => {
  database = await connect(await testDatabase('statements'))
  await database.execute(`
    create table authors (id bigint generated always as identity primary key, name text not null);
    create table books (id uuid primary key, title text not null, author_id bigint not null references authors);
    create table chapters (book_id uuid references books, nr int, heading text not null, primary key (book_id, nr));
    create table halls (id uuid primary key, guide_id uuid);
    create table guides (id uuid primary key, hall_id uuid not null references halls);
    alter table halls add foreign key (guide_id) references guides;
    create table nodes (id uuid primary key, parent_id uuid references nodes on delete cascade);
    create table ships (id uuid primary key, port_id uuid not null);
    create table ports (id uuid primary key, ship_id uuid not null references ships deferrable);
    alter table ships add foreign key (port_id) references ports;
    create table hens (id uuid primary key, egg_id uuid not null);
    create table eggs (id uuid primary key, hen_id uuid not null references hens);
    alter table hens add constraint hens_egg foreign key (egg_id) references eggs;
    create table statements (what text, of text);
    create function note() returns trigger language plpgsql as
      $$ begin insert into statements values (tg_op, tg_table_name); return null; end $$;
  `)
  for (const table of ['authors', 'books', 'chapters', 'halls', 'guides', 'nodes', 'ships', 'ports']) {
    await database.execute(
      `create trigger note after insert or update or delete on ${table} for each statement execute function note()`,
    )
  }
})
afterAll(() => database.close())

async function statements(): Promise<string[]> {
  const rows = await database.query<{ what: string; of: string }>('select what, of from statements')
  await database.execute('delete from statements')
  return rows.map(({ what, of }) => `${what} ${of}`)
}

test('a graph of ten thousand rows over three tables takes three inserts, and three deletes', async () => {
  const library = connectFactories(database, { authors })
  const made = await library.authors.createMany(100)
  expect(await statements()).toEqual(['INSERT authors', 'INSERT books', 'INSERT chapters'])
  const [counted] = await database.query<Record<string, number>>(
    `
    select (select count(*) from authors) as authors, (select count(*) from books) as books,
      (select count(*) from chapters) as chapters, (select count(*) from books where author_id = $1) as own`,
    [made[0]!.id],
  )
  expect(counted).toEqual({ authors: 100, books: 900, chapters: 9000, own: 9 })
  expect(await library.cleanup()).toMatchObject({
    deleted: { authors: 100, books: 900, chapters: 9000 },
    complete: true,
  })
  expect(await statements()).toEqual(['DELETE chapters', 'DELETE books', 'DELETE authors'])
})

test('a circle of foreign keys that cannot wait takes one update more', async () => {
  const museum = connectFactories(database, { guides })
  await museum.guides.createMany(20)
  expect(await statements()).toEqual(['INSERT halls', 'INSERT guides', 'UPDATE halls'])
  const [closed] = await database.query<{ n: number }>(
    'select count(*) as n from guides g join halls h on h.id = g.hall_id and h.guide_id = g.id',
  )
  expect(closed).toEqual({ n: 20 })
  expect(await museum.cleanup()).toMatchObject({ complete: true })
})

test('a circle in which a foreign key can wait takes none', async () => {
  await statements()
  const sea = connectFactories(database, { ships })
  await sea.ships.createMany(20)
  expect(await statements()).toEqual(['INSERT ports', 'INSERT ships'])
  expect(await sea.cleanup()).toMatchObject({ deleted: { ships: 20, ports: 20 }, complete: true })
})

test('a circle that nothing opens is refused before anything is written, and its foreign keys are named', async () => {
  const hens = defineFactory('hens', {
    fields: { id: kind('uuid').unique(), egg_id: '' },
    associations: { egg: ref(later(() => eggs)) },
  })
  const eggs = defineFactory('eggs', {
    fields: { id: kind('uuid').unique(), hen_id: '' },
    associations: { hen: ref(hens) },
  })
  const farm = connectFactories(database, { hens })
  const refused = await farm.hens.create().catch((thrown: unknown) => thrown)
  expect(refused).toMatchObject({ code: 'CYCLE_UNSATISFIABLE', hint: expect.stringMatching(/hens_egg/) })
})

test('a tree goes into its own table by one insert, and out by one delete', async () => {
  await statements()
  const forest = connectFactories(database, { nodes })
  await forest.nodes.createMany(2, { children: 4 })
  expect(await statements()).toEqual(['INSERT nodes'])
  expect(await database.query('select count(*) as n from nodes where parent_id is not null')).toEqual([{ n: 8 }])
  expect(await forest.cleanup()).toMatchObject({ deleted: { nodes: 10 }, complete: true })
  expect(await statements()).toEqual(['DELETE nodes'])
})
