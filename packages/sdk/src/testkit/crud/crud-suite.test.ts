import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import type { Row } from '../client/test-statements.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { CrudRepository } from './crud-repository.ts'
import { type CrudOfRepository, crudSuite } from './crud-suite.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-crud-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const engines: [string, () => Promise<string>][] = [
  ['postgres', () => testDatabase('crud')],
  ['sqlite', async () => `sqlite:${join(folder, 'crud.db')}`],
]

const said = (results: readonly DatabaseTestResult[]): Record<string, string> =>
  Object.fromEntries(
    results.map(({ testName, status, errorMessage }) => [
      testName.replace(/^.*: /, ''),
      errorMessage === null ? status : `${status}: ${errorMessage}`,
    ]),
  )

const allPassed = {
  create: 'passed',
  read: 'passed',
  update: 'passed',
  delete: 'passed',
  'the same key twice': 'passed',
  'absent rows': 'passed',
  'concurrent updates': 'passed',
  rollback: 'passed',
}

describe.each(firstOf(1, engines))('on %s', (engine, url) => {
  let client: DatabaseTestClient
  const postgres = engine === 'postgres'

  beforeAll(async () => {
    client = await DatabaseTestClient.open({ databaseUrl: await url() })
    await client.execute(`
      create table customers (id integer primary key, email varchar(60) not null unique);
      create table orders (customer_id integer not null references customers, number integer not null,
        total numeric(8, 2) not null check (total > 0), state text not null check (state in ('open', 'paid')),
        placed date not null, notes ${postgres ? 'jsonb' : 'text'}, raw ${postgres ? 'bytea' : 'blob'},
        parent integer, primary key (customer_id, number));
      create table stock (id integer ${postgres ? 'generated always as identity' : ''} primary key,
        sku text not null unique, quantity integer not null);
    `)
  })
  afterAll(() => client.close())

  const rowsOf = async (table: string) =>
    (await client.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n

  test('a table is tested by its name alone: its rows are made with what they refer to, and nothing stays', async () => {
    expect(said(await crudSuite(client, { table: 'orders' }))).toEqual(allPassed)
    expect([await rowsOf('orders'), await rowsOf('customers')]).toEqual([0, 0])
  })

  test('a column that the database fills itself is named, and nothing is asked of it', async () => {
    await client.execute('create table notes (id integer primary key, body text not null, changed integer)')
    await client.execute(
      postgres
        ? `create function touch() returns trigger language plpgsql as 'begin new.changed := random() * 1e9; return new; end';
           create trigger touch before insert or update on notes for each row execute function touch()`
        : `create trigger touch after update of body on notes begin update notes set changed = random() % 1000000000 where id = new.id; end;
           create trigger made after insert on notes begin update notes set changed = random() % 1000000000 where id = new.id; end`,
    )
    const results = await crudSuite(client, { table: 'notes' })
    expect(said(results)).toEqual(allPassed)
    expect(results.map(({ performanceData }) => performanceData)).toEqual(
      results.map(() => ({ setByDatabase: ['changed'] })),
    )
  })

  test('where no row can be made, nothing passes, and the reason is there', async () => {
    await client.execute('create table full_up (id integer primary key check (id = 1))')
    for (const { status, errorMessage } of await crudSuite(client, { table: 'full_up' })) {
      expect([status, errorMessage]).toEqual(['skipped', expect.stringContaining('no rows can be made')])
    }
  })

  test('rows can be given, and a column to count in', async () => {
    const results = await crudSuite(client, {
      table: 'stock',
      rows: [
        { sku: 'A', quantity: 1 },
        { sku: 'B', quantity: 2 },
      ],
      changes: { quantity: 9 },
      counter: 'quantity',
    })
    expect(said(results)).toEqual({ ...allPassed, 'the same key twice': 'skipped: the key is given by the database' })
    expect(await rowsOf('stock')).toBe(0)
  })

  const rows: [Row, Row] = [
    { id: 1, sku: 'A', quantity: 1 },
    { id: 2, sku: 'B', quantity: 2 },
  ]
  const repository = (on: DatabaseTestClient): CrudRepository => ({
    create: async (row) => {
      await on.bulkInsert('items', [row])
    },
    find: async (id) => (await on.query('select * from items where id = :id', { id }))[0],
    update: async (id, changes) => await on.bulkUpdate('items', [{ ...changes, id }], 'id'),
    delete: async (id) => (await on.query('delete from items where id = :id returning id', { id })).length > 0,
  })
  const subject = (change: (whole: CrudRepository, on: DatabaseTestClient) => Partial<CrudRepository> = () => ({})) =>
    ({
      name: 'items',
      repository: (on) => ({ ...repository(on), ...change(repository(on), on) }),
      rows,
      changes: { sku: 'C', quantity: 7 },
      counter: {
        field: 'quantity',
        add: (_, id) => client.query('update items set quantity = quantity + 1 where id = :id', { id }),
      },
    }) satisfies CrudOfRepository

  describe('a repository', () => {
    beforeAll(() => client.execute('create table items (id integer primary key, sku text, quantity integer)'))

    test('that is right passes, and nothing stays', async () => {
      expect(said(await crudSuite(client, subject()))).toEqual(allPassed)
      expect(await rowsOf('items')).toBe(0)
    })

    test('with a connection of its own is rolled back by its own transaction, and not judged without one', async () => {
      const own = repository(client)
      const { repository: _, ...rest } = subject()
      const without = said(await crudSuite(client, { ...rest, repository: own }))
      expect(without).toEqual({ ...allPassed, rollback: expect.stringMatching(/^skipped: .*no transaction/) })
      const transaction = <T>(work: () => Promise<T>) => client.transaction(work)
      expect(said(await crudSuite(client, { ...rest, repository: { ...own, transaction } }))).toEqual(allPassed)
      expect(await rowsOf('items')).toBe(0)
    })

    const mistakes: [
      string,
      (whole: CrudRepository, on: DatabaseTestClient) => Partial<CrudRepository>,
      string,
      RegExp,
    ][] = [
      ['that forgets a field', (r) => ({ create: (row) => r.create({ ...row, sku: null }) }), 'create', /created: sku/],
      [
        'that finds any row',
        (_, on) => ({ find: async () => (await on.query('select * from items'))[0] }),
        'read',
        /another one/,
      ],
      [
        'that updates all',
        (_, on) => ({
          update: async (_id, { quantity }) => on.query('update items set quantity = :quantity', { quantity }),
        }),
        'update',
        /not change what|another row/,
      ],
      [
        'that deletes all',
        (_, on) => ({ delete: async () => on.query('delete from items') }),
        'delete',
        /another row along/,
      ],
      ['that deletes nothing', () => ({ delete: async () => true }), 'delete', /still found/],
      [
        'that says done of what is not there',
        (r) => ({ delete: (id) => r.delete(id).then(() => true) }),
        'absent rows',
        /claims to have deleted/,
      ],
      [
        'that creates what it was to update',
        (r, on) => ({
          update: async (id, changes) => {
            if ((await r.update(id, changes)) === 0) await on.bulkInsert('items', [{ ...changes, id }])
          },
        }),
        'absent rows',
        /created it/,
      ],
      [
        'that replaces what is there',
        (r) => ({ create: (row) => r.delete(row.id).then(() => r.create(row)) }),
        'the same key twice',
        /let in/,
      ],
    ]

    test.each(mistakes)('%s fails, and the case says why', async (_, change, name, why) => {
      const result = said(await crudSuite(client, subject(change)))[name]
      expect(result).toMatch(/^failed/)
      expect(result).toMatch(why)
      await client.execute('delete from items')
    })

    test('that reads before it writes loses updates, and is told how many', async () => {
      const lossy = subject()
      const results = await crudSuite(client, {
        ...lossy,
        repository: repository(client),
        counter: {
          field: 'quantity',
          add: async (r, id) => {
            const row = await r.find(id)
            await new Promise((resolve) => setTimeout(resolve, 5))
            await r.update(id, { quantity: Number(Reflect.get(row ?? {}, 'quantity')) + 1 })
          },
        },
      })
      expect(said(results)['concurrent updates']).toMatch(/of 8 additions to quantity .* [1-7] were lost/)
    })

    test('that writes past the transaction is found out by the rollback', async () => {
      await using beside = await DatabaseTestClient.open({ databaseUrl: client.config.databaseUrl, queryTimeout: 300 })
      const past = subject((_, __) => ({ create: repository(beside).create }))
      expect(said(await crudSuite(client, past)).rollback).toMatch(/^failed/)
      await client.execute('delete from items')
    })
  })

  test('a table that is not there, or that nothing tells rows of apart, is refused', async () => {
    await client.execute('create table heap (a integer)')
    await expect(crudSuite(client, { table: 'nowhere' })).rejects.toThrow('no table nowhere')
    await expect(crudSuite(client, { table: 'heap' })).rejects.toThrow('no primary key')
  })
})
