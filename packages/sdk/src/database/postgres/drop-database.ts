import { UnderstudyError } from '../../errors.ts'
import type { Session } from '../adapter.ts'
import { quoteIdentifier, quoteLiteral } from './quote.ts'

/** Drops a database, whoever is connected to it; it need not be there. */
export async function dropDatabase(server: Session, name: string): Promise<void> {
  const [version] = await server.query<{ number: number }>(
    "select pg_catalog.current_setting('server_version_num')::int as number",
  )
  const drop = `drop database if exists ${quoteIdentifier(name)}`
  if ((version?.number ?? 0) >= 130000) {
    try {
      await server.query(`${drop} with (force)`)
      return
    } catch (thrown) {
      // A vacuum of the server itself is one that only a superuser may end. Without force the server ends it, and waits.
      if (!(thrown instanceof UnderstudyError) || thrown.details.sqlstate !== '42501') throw thrown
    }
  }
  await server.query(
    `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
     where datname = ${quoteLiteral(name)} and pg_catalog.pg_has_role(usesysid, 'member')`,
  )
  await server.query(drop)
}
