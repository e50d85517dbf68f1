import pg from 'pg'
import type { Session } from '../../src/database/adapter.ts'
import { connect } from '../../src/database/connect.ts'
import { quoteLiteral } from '../../src/database/postgres/quote.ts'
import type { GuardedSource } from '../../src/safety/guarded-source.ts'

/** A source on one exported snapshot whose holder a test can end. */
export interface PlainSource extends GuardedSource {
  readonly holder: number
}

export async function plainSource(url: string, sessions = 2): Promise<PlainSource> {
  const holder = new pg.Client({ connectionString: url })
  let alive = true
  holder.on('error', () => {
    alive = false
  })
  await holder.connect()
  await holder.query('begin isolation level repeatable read read only')
  const { rows } = await holder.query<{ id: string; pid: number }>(
    'select pg_export_snapshot() as id, pg_backend_pid() as pid',
  )
  const { id = '', pid = 0 } = rows[0] ?? {}
  const database = await connect(url, { maxConnections: sessions })
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    closing ??= database.close().then(() => holder.end().catch(() => {}))
    await closing
  }
  return {
    engine: 'postgres',
    name: 'source',
    identity: undefined,
    checks: [],
    snapshot: id,
    holder: pid,
    hold: async () => {},
    session: <T>(run: (session: Session) => Promise<T>) =>
      database.transaction(
        async (transaction) => {
          await transaction.query(`set transaction snapshot ${quoteLiteral(id)}`)
          await transaction.execute("set local timezone = 'UTC'; set local search_path = pg_catalog")
          return await run(transaction)
        },
        { isolation: 'repeatable read', readOnly: true },
      ),
    isAlive: () => alive,
    close,
    [Symbol.asyncDispose]: close,
  }
}
