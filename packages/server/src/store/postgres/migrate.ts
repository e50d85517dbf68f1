import type pg from 'pg'
import { ServerError } from '../../errors/server-error.ts'
import { migrationsAfter } from '../migrations/migrations.ts'

const where = 'the schema understudy of the database'

/** Brings the schema forward, each step in a transaction of its own. The caller holds the lock of those who migrate. */
export async function migrate(owner: pg.Client): Promise<void> {
  for (const migration of migrationsAfter(await versionOf(owner), where)) {
    await owner.query('begin')
    try {
      await owner.query('create schema if not exists understudy')
      await owner.query('set local search_path = understudy, pg_temp')
      await owner.query(
        'create table if not exists migrations (number bigint primary key, name text not null, at text not null)',
      )
      for (const step of [...migration.system('postgres'), ...migration.team('postgres')]) await owner.query(step)
      await owner.query('insert into migrations values ($1, $2, $3)', [
        migration.number,
        migration.name,
        new Date().toISOString(),
      ])
      await owner.query('commit')
    } catch (thrown) {
      await owner.query('rollback')
      throw thrown
    }
  }
}

async function versionOf(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ tables: string; ours: boolean }>(
    `select count(*) as tables, count(*) filter (where relname = 'migrations') > 0 as ours
       from pg_class where relnamespace = to_regnamespace('understudy') and relkind in ('r', 'p', 'v', 'm')`,
  )
  const [found] = rows
  if (!found || Number(found.tables) === 0) return 0
  if (!found.ours) {
    throw new ServerError('STORE_FOREIGN', { message: `${where} holds tables of something else` })
  }
  const { rows: last } = await owner.query<{ number: string }>(
    'select coalesce(max(number), 0) as number from understudy.migrations',
  )
  return Number(last[0]?.number)
}
