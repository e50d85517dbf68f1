import { setTimeout as passed } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { ServerError } from '../../errors/server-error.ts'

/** So long it waits for what still sees the rows that are gone: somebody's report, a backup, the database's own statistics. */
const patienceMs = 10_000

/**
 * Into a new file, for a vacuum alone leaves the bytes. Before 17 there is no right of its own for it: then they stay
 * until their page is written again. It waits for readers only shortly, because everybody else waits behind it.
 *
 * What a snapshot anywhere in the database may still see is taken along into the new file, so it is written again until
 * nothing is: its rows are frozen up to the oldest snapshot, which must be no older than what was deleted.
 */
export async function rewrite<Tables>(db: Kysely<Tables>, table: 'data_keys' | 'datasets'): Promise<void> {
  await db.connection().execute(async (one) => {
    const { rows } = await sql<{ later: string }>`select pg_current_xact_id()::xid::text as later`.execute(one)
    const later = rows[0]?.later ?? ''
    const end = performance.now() + patienceMs
    await sql`set lock_timeout = '3s'`.execute(one)
    try {
      for (;;) {
        await sql`vacuum (full) ${sql.table(`understudy.${table}`)}`.execute(one)
        if (await holdsNothingBefore(one, table, later)) return
        if (performance.now() > end) {
          throw new ServerError('STORE_BUSY', {
            message: 'a transaction that began before still sees what was deleted',
          })
        }
        await passed(200)
      }
    } finally {
      await sql`reset lock_timeout`.execute(one)
    }
  })
}

/** Where the role may not vacuum, Postgres only warns and does nothing: that is not waited for. */
async function holdsNothingBefore<Tables>(db: Kysely<Tables>, table: string, later: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select case
      when current_setting('server_version_num')::int >= 170000 then has_table_privilege(oid, 'maintain')
      else pg_has_role(relowner, 'usage')
    end is false or age(relfrozenxid) <= age(${later}::xid) as done
    from pg_class where oid = ${`understudy.${table}`}::regclass`.execute(db)
  return rows[0]?.done ?? false
}
