import { sql } from 'kysely'
import type { Store } from './store.ts'

/**
 * What time it is for everybody who works on this store: on Postgres what its server says, whatever the clocks of the
 * processes show; those of an embedded store are on one machine.
 */
export function storeClock(
  { engine, readSystem }: Pick<Store, 'engine' | 'readSystem'>,
  now: () => Date,
): () => Promise<Date> {
  if (engine === 'sqlite') return async () => now()
  return () =>
    readSystem(async (db) => {
      const { rows } = await sql<{ ms: number }>`
        select extract(epoch from clock_timestamp())::float8 * 1000 as ms`.execute(db)
      return new Date(Math.floor(Number(rows[0]?.ms)))
    })
}
