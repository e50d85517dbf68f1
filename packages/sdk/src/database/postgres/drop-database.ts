import type { Session } from '../adapter.ts'
import { quoteIdentifier, quoteLiteral } from './quote.ts'

/** Drops a database, whoever is connected to it; it need not be there. */
export async function dropDatabase(server: Session, name: string): Promise<void> {
  const [version] = await server.query<{ number: number }>(
    "select pg_catalog.current_setting('server_version_num')::int as number",
  )
  const force = (version?.number ?? 0) >= 130000
  if (!force) {
    await server.query(
      `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = ${quoteLiteral(name)}`,
    )
  }
  await server.query(`drop database if exists ${quoteIdentifier(name)}${force ? ' with (force)' : ''}`)
}
