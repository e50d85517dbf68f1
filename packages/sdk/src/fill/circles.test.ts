import { describe, expect, test } from 'vitest'
import { postgresField, sqliteField } from '../../test/filling.ts'
import { fillDatabase } from './fill-database.ts'

const postgres = await postgresField('circles')
const sqlite = await sqliteField()

const firm = (deferral = '') => `
  create table departments (id integer primary key, name text not null, head_id integer not null);
  create table people (id integer primary key, department_id integer not null references departments (id) ${deferral}, boss_id integer not null references people (id));
  alter table departments add foreign key (head_id) references people (id) ${deferral};`

describe('circles of references in Postgres', () => {
  test('NOT NULL and not deferrable: one statement fills all tables of the circle', async () => {
    await postgres.reset(firm())
    const report = await fillDatabase(postgres.database, { rows: 300 })
    expect(report.circles).toEqual([{ entities: ['departments', 'people'], by: 'one statement' }])
    const { violations, rows } = await postgres.integrity()
    expect([violations, rows]).toEqual([[], { departments: 300, people: 300 }])
  })

  test('deferrable: the constraints wait', async () => {
    await postgres.reset(firm('deferrable'))
    const report = await fillDatabase(postgres.database, { rows: 300 })
    expect(report.circles).toEqual([
      { entities: expect.arrayContaining(['departments', 'people']), by: 'deferred constraints' },
    ])
    expect((await postgres.integrity()).violations).toEqual([])
  })

  test('a circle of three, with identity keys, defaults, a partition and a trigger, beside rows that are there', async () => {
    await postgres.reset(`
      create table a (id integer generated always as identity primary key, c_id integer not null, code text not null unique);
      create table b (id uuid primary key default gen_random_uuid(), a_id integer not null references a) partition by hash (id);
      create table b_0 partition of b for values with (modulus 2, remainder 0);
      create table b_1 partition of b for values with (modulus 2, remainder 1);
      create table c (id serial primary key, b_id uuid not null references b, seen boolean not null default false);
      alter table a add foreign key (c_id) references c;
      create function see() returns trigger language plpgsql as $$ begin new.seen := true; return new; end $$;
      create trigger see before insert on c for each row execute function see();`)
    await fillDatabase(postgres.database, { rows: 50 })
    await fillDatabase(postgres.database, { rows: 50 })
    const { violations, rows } = await postgres.integrity()
    expect([violations, rows]).toEqual([[], { a: 100, b: 100, c: 100 }])
    expect(await postgres.one('select bool_and(seen) as seen from c')).toBe(true)
  })

  test('nullable circles hold references too, not only nulls', async () => {
    await postgres.reset(`
      create table addresses (id bigint primary key, order_id bigint);
      create table orders (id bigint primary key, address_id bigint references addresses (id));
      alter table addresses add foreign key (order_id) references orders (id);`)
    await fillDatabase(postgres.database, { rows: 100 })
    expect((await postgres.integrity()).violations).toEqual([])
    expect(
      await postgres.one(
        'select least((select count(order_id) from addresses), (select count(address_id) from orders)) > 50 as most',
      ),
    ).toBe(true)
  })
})

test('SQLite: every foreign key waits for the commit', async () => {
  await sqlite.reset(`
    create table departments (id integer primary key, name text not null, head_id integer not null references people (id));
    create table people (id integer primary key, department_id integer not null references departments (id), boss_id integer not null references people (id));`)
  const report = await fillDatabase(sqlite.database, { rows: 300 })
  expect(report.circles).toEqual([
    { entities: expect.arrayContaining(['departments', 'people']), by: 'deferred constraints' },
  ])
  const { violations, rows } = await sqlite.integrity()
  expect([violations, rows]).toEqual([[], { departments: 300, people: 300 }])
})
