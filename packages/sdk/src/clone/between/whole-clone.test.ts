import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { readMaskingKey } from '../../anonymize/key/read-masking-key.ts'
import type { MaskingPolicy } from '../../anonymize/policy.ts'
import { transformSet } from '../../anonymize/transforms/transform-set.ts'
import { connect } from '../../database/connect.ts'
import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import { cloneDatabase } from '../clone-database.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-whole-'))
const unique = `between_${randomBytes(4).toString('hex')}`
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await using server = await connect(inject('testServer').url)
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
})

type Engine = 'postgres' | 'sqlite'

const shop = `
  create table customers (id int primary key, name varchar(80) not null, email text unique, friend int references customers, joined date, level int, check (id > 0));
  create table orders (id int primary key, customer int not null references customers, total numeric(10, 2) default 0, note text);
  create index by_customer on orders (customer);
  create table countries (code char(2) primary key, name text);
  insert into countries values ('FR', 'France'), ('JP', 'Nippon');
`
const people = Array.from(
  { length: 60 },
  (_, i) =>
    `(${i + 1}, 'Person Number${i}', 'person${i}@mail.example', ${((i * 7) % 60) + 1}, '1990-01-${String((i % 28) + 1).padStart(2, '0')}', ${1 + ((i + 1) % 2)})`,
)
const orders = Array.from({ length: 200 }, (_, i) => `(${i + 1}, ${(i % 60) + 1}, ${i}.5, 'note ${i % 5}')`)
const rows = `insert into customers values ${people}; insert into orders values ${orders};`

async function place(engine: Engine, name: string): Promise<{ url: string; confirm: string }> {
  if (engine === 'sqlite') return { url: `sqlite:${join(folder, `${name}.db`)}`, confirm: `${name}.db` }
  return { url: inDatabase(inject('testServer').url, `${unique}_${name}`), confirm: `${unique}_${name}` }
}

function policyFor(engine: Engine): MaskingPolicy {
  const table = (name: string) => (engine === 'sqlite' ? name : `public.${name}`)
  const uses = ['full-name', 'email', 'noise']
  return {
    kind: 'masking-policy',
    version: 1,
    locale: 'en',
    undecided: {},
    transforms: Object.fromEntries(uses.map((name) => [name, transformSet().named(name).version])),
    tables: {
      [table('customers')]: {
        subject: ['id'],
        group: 'people',
        columns: {
          id: 'keep',
          name: { transform: 'full-name' },
          email: { transform: 'email' },
          friend: 'keep',
          joined: 'keep',
          // What row 10 becomes is what row 1 was.
          level: { transform: 'noise', options: { amount: 1 } },
        },
      },
      [table('orders')]: { columns: { id: 'keep', customer: 'keep', total: 'keep', note: 'keep' } },
      [table('countries')]: { columns: { code: 'keep', name: 'keep' } },
    },
    references: [],
    privacy: [],
  }
}

test.each([
  ['sqlite', 'sqlite'],
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
] as const)(
  'a clone from %s to %s is verified and promoted, whole and as a subset',
  async (from, to) => {
    const source = from === 'sqlite' ? (await place('sqlite', `source_${to}`)).url : await testDatabase('whole')
    await using database = await connect(source)
    await database.execute(`${from === 'sqlite' ? 'pragma foreign_keys = off;' : ''} ${shop} ${rows}`)
    const orders = from === 'sqlite' ? 'orders' : 'public.orders'
    for (const subset of [undefined, { kind: 'subset', version: 1, roots: { [orders]: { where: 'id <= 10' } } }]) {
      const target = await place(to, `${from}_${to}_${subset ? 'few' : 'all'}`)
      const { operation, verification } = await cloneDatabase(
        { url: source },
        { url: target.url },
        {
          policy: policyFor(from),
          key: readMaskingKey(Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 37) % 256)).toString('base64')),
          folder: join(folder, 'clones'),
          waive: ['source-can-write'],
          confirm: { name: target.confirm },
          subset,
        },
      )
      expect(verification?.checks.filter(({ passed }) => !passed)).toEqual([])
      expect(operation.status).toBe('completed')
      expect(operation.statistics.groups.map(({ group, rowsMasked }) => [group, rowsMasked > 0])).toEqual([
        ['people', true],
      ])
      await using copy = await connect(target.url)
      const [count] = await copy.query(
        `select count(*) as n, (select count(*) from customers) as c, (select count(*) from customers where name like 'Person %' or email like '%mail.example') as left from orders`,
      )
      if (subset === undefined) expect(count).toMatchObject({ n: 200, c: 60, left: 0 })
      else expect(count).toMatchObject({ n: 10, left: 0 })
    }
  },
  60_000,
)

test('a file with full text indexes, views, triggers and counters is verified and promoted', async () => {
  const source = (await place('sqlite', 'rich')).url
  await using database = await connect(source)
  await database.execute(`
    create table posts (id integer primary key autoincrement, author text, body text, size as (length(body)) stored);
    insert into posts (author, body) values ('Ann Author', 'about Gödel'), ('Ben Bookman', 'of Escher');
    delete from posts where id = 2; insert into posts (author, body) values ('Cleo Clerk', 'on Bach');
    create virtual table posts_index using fts5(body, content='posts', content_rowid='id');
    insert into posts_index (posts_index) values ('rebuild');
    create virtual table own using fts5(secret); insert into own values ('Ann Author');
    create table keyed (a text, b int, primary key (a, b)) without rowid, strict; insert into keyed values ('x', 1);
    create view short as select id from posts where size < 10;
    create trigger added after insert on keyed begin update posts set body = 'fired'; end;
  `)
  const target = await place('sqlite', 'rich_copy')
  const policy = {
    ...policyFor('sqlite'),
    tables: {
      posts: { columns: { id: 'keep', author: { transform: 'full-name' }, body: 'keep' } },
      keyed: { columns: { a: 'keep', b: 'keep' } },
    },
  } as const
  const { verification, plan } = await cloneDatabase(
    { url: source },
    { url: target.url },
    {
      policy,
      key: readMaskingKey(Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 37) % 256)).toString('base64')),
      folder: join(folder, 'clones'),
      confirm: { name: target.confirm },
    },
  )
  expect(verification?.checks.filter(({ passed }) => !passed)).toEqual([])
  expect(plan.notes).toEqual([expect.stringContaining('own holds what no policy decides about')])
  await using copy = await connect(target.url)
  expect(await copy.query(`select rowid as n from posts_index where posts_index match 'bach'`)).toEqual([{ n: 3 }])
  expect(await copy.query('select count(*) as n from own')).toEqual([{ n: 0 }])
  expect(await copy.query('select seq from sqlite_sequence')).toEqual([{ seq: 3 }])
}, 60_000)
