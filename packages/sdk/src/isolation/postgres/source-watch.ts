import type { Session } from '../../database/adapter.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import type { Leak } from '../world.ts'

/**
 * Tells rows that were written to the source while worlds stood: by code that connects to it by itself, past its world.
 * What the server counts is asked first; only when that moved, the source says which table it was. The server counts
 * what a session did when that ends, or within a second.
 */
export interface SourceWatch {
  leaks(): Promise<readonly Leak[]>
}

const countQuery = `
  select (pg_catalog.pg_stat_get_db_tuples_inserted(oid) + pg_catalog.pg_stat_get_db_tuples_updated(oid)
          + pg_catalog.pg_stat_get_db_tuples_deleted(oid))::text as count
  from pg_catalog.pg_database where datname = $1`

const tablesQuery = `
  select relid::regclass::text as name, (n_tup_ins + n_tup_upd + n_tup_del)::text as count
  from pg_catalog.pg_stat_user_tables`

export async function watchSource(server: Session, sourceUrl: string, source: string): Promise<SourceWatch> {
  const count = async () => (await server.query<{ count: string }>(countQuery, [source]))[0]?.count
  const tables = async () => {
    await using database = await connectPostgres(sourceUrl, { maxConnections: 1 })
    const rows = await database.query<{ name: string; count: string }>(tablesQuery)
    return new Map(rows.map((row) => [row.name, row.count]))
  }
  let knownTables = await tables()
  let known = await count()
  return {
    async leaks() {
      const now = await count()
      if (now === known) return []
      const before = knownTables
      knownTables = await tables()
      known = await count()
      return [...knownTables].flatMap(([name, value]) =>
        value === (before.get(name) ?? '0') ? [] : [leak(source, name)],
      )
    },
  }
}

function leak(source: string, table: string): Leak {
  return {
    kind: 'rows',
    name: table,
    message: `Rows of ${table} were written in the database ${source} itself, by a connection that is not the test's`,
  }
}
