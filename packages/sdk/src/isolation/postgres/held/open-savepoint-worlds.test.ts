import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { connect } from '../../../database/connect.ts'
import type { Clones } from '../../clone.ts'
import type { World } from '../../world.ts'
import { openSavepointWorlds } from './open-savepoint-worlds.ts'

const sql = `
  create table parents (id int generated always as identity primary key, name text unique not null);
  create table children (
    id serial primary key,
    parent_id int not null references parents deferrable initially deferred,
    at timestamptz not null default now()
  );
  create table moods (id int primary key);
  create type mood as enum ('fine');
  create procedure twice() language plpgsql as
    $$ begin insert into moods values (1); commit; insert into moods values (2); rollback; end $$;
  insert into parents (name) values ('first')`

const url = await testDatabase('held')
const setup = new pg.Client(url)
await setup.connect()
await setup.query(sql)
await setup.end()

let clonesMade = 0
const clones: Clones = {
  async take() {
    clonesMade++
    const name = `held_clone_${process.pid}_${clonesMade}`
    const server = new URL(url)
    server.pathname = '/postgres'
    const maintain = async (text: string) => {
      const client = new pg.Client(server.href)
      await client.connect()
      await client.query(text).finally(() => client.end())
    }
    await maintain(`create database ${name}`)
    const at = new URL(url)
    at.pathname = `/${name}`
    const database = await connect(at.href)
    await database.execute(sql)
    const release = async () => {
      await database.close()
      await maintain(`drop database if exists ${name} with (force)`)
    }
    return { url: at.href, database, release, keep: async () => {} }
  },
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
}

async function openWorlds() {
  const leaks = {
    query: "select setval(oid::regclass, 1, relname <> 'children_id_seq') from pg_class where relkind = 'S'",
    read: () => ({ leaks: [], repair: undefined }),
  }
  return await openSavepointWorlds({ url, clones, leaks })
}

const worlds = await openWorlds()

function poolOf(world: World): pg.Pool {
  if (world.native.engine !== 'postgres') throw new Error('no Postgres')
  return world.native.pool as pg.Pool
}

describe('a world on savepoints', () => {
  test('shows what was done to both drivers and to nobody afterwards', async () => {
    {
      await using world = await worlds.open({})
      const pool = poolOf(world)
      await pool.query('insert into parents (name) values ($1)', ['second'])
      await world.database.query('insert into parents (name) values ($1)', ['third'])
      expect((await pool.query('select name from parents order by id')).rows.map(({ name }) => name)).toEqual([
        'first',
        'second',
        'third',
      ])
      expect(world.isolation).toBe('savepoint')
    }
    await using world = await worlds.open({})
    expect(await world.database.query('select id, name from parents')).toEqual([{ id: 1, name: 'first' }])
    expect(await world.database.query("insert into parents (name) values ('next') returning id")).toEqual([{ id: 2 }])
  })
})
