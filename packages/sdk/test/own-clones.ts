import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { testDatabase } from '../../../test/database.ts'
import { connect } from '../src/database/connect.ts'
import type { Clones } from '../src/isolation/clone.ts'
import { openSavepointWorlds } from '../src/isolation/postgres/held/open-savepoint-worlds.ts'
import type { SavepointWorlds } from '../src/isolation/postgres/held/savepoint-worlds.ts'
import { openLeakWatch } from '../src/isolation/postgres/leaks.ts'
import type { World } from '../src/isolation/world.ts'

/** A database that worlds are held on, and clones that are made by the same script. */
export interface OwnClones {
  readonly url: string
  readonly clones: Clones
  readonly made: () => number
  worlds(): Promise<SavepointWorlds>
  /** A clone without anything of ours in between, for as long as `run` takes. */
  plain<T>(run: (pool: pg.Pool, url: string) => Promise<T>): Promise<T>
}

export async function ownClones(sql: string): Promise<OwnClones> {
  const url = await testDatabase('held')
  await run(url, sql)
  let made = 0
  const clones: Clones = {
    async take() {
      made++
      const name = `${new URL(url).pathname.slice(1)}_${randomBytes(3).toString('hex')}`
      await run(at(url, 'postgres'), `create database ${name}`)
      await run(at(url, name), sql)
      const database = await connect(at(url, name))
      const release = async () => {
        await database.close()
        await run(at(url, 'postgres'), `drop database if exists ${name} with (force)`)
      }
      return { url: at(url, name), database, release, keep: () => database.close() }
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return {
    url,
    clones,
    made: () => made,
    async worlds() {
      await using database = await connect(url)
      return await openSavepointWorlds({ url, clones, leaks: await openLeakWatch(database, { own: true }) })
    },
    async plain(work) {
      const clone = await clones.take({})
      const pool = new pg.Pool({ connectionString: clone.url })
      pool.on('error', () => {})
      try {
        return await work(pool, clone.url)
      } finally {
        await pool.end()
        await clone.release()
      }
    },
  }
}

/** The pool of a Postgres world. */
export function poolIn(world: World): pg.Pool {
  if (world.native.engine !== 'postgres') throw new Error('The world is none of Postgres')
  return world.native.pool as pg.Pool
}

function at(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(text).finally(() => client.end())
}
