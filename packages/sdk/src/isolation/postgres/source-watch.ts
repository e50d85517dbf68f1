import { connectPostgres } from '../../database/postgres/connect.ts'
import type { Leak } from '../world.ts'
import type { Maintenance } from './maintenance.ts'
import { readWritten, type SourceState } from './source-state.ts'

/**
 * Tells rows that were written to the source while worlds stood: by code that connects to it by itself, past its world.
 * What the server counts is asked first; only when that moved, the source says which table it was. The server counts
 * what a session did when that ends, or within a second.
 */
export interface SourceWatch {
  /** What the server counts, as one column called count: for a connection that has something to ask anyway. */
  readonly query: string
  /** What that count, of now, says. */
  read(count: unknown): Promise<readonly Leak[]>
  leaks(): Promise<readonly Leak[]>
}

/** By number: a look at pg_database would cost more than the counts. */
const countOf = (oid: bigint) =>
  `select (${['inserted', 'updated', 'deleted'].map((what) => `pg_catalog.pg_stat_get_db_tuples_${what}(${oid})`).join(' + ')})::text as count`

export interface WatchedSource {
  readonly url: string
  readonly name: string
  /** When the template was made of it. */
  readonly written: SourceState['written']
}

export async function watchSource(
  { planned }: Pick<Maintenance, 'planned'>,
  { url, name, written }: WatchedSource,
): Promise<SourceWatch> {
  const [source] = await planned(
    'understudy source',
    'select oid::text from pg_catalog.pg_database where datname = $1',
    [name],
  )
  const query = countOf(BigInt(String(source?.oid)))
  const count = async () => (await planned('understudy written', query, []))[0]?.count
  let tables = written
  let known = await count()
  const read = async (now: unknown) => {
    if (now === known) return []
    known = now
    const before = tables
    await using database = await connectPostgres(url, { maxConnections: 1 })
    tables = await readWritten(database)
    return [...tables].flatMap(([table, rows]) => (rows === (before.get(table) ?? '0') ? [] : [leak(name, table)]))
  }
  return { query, read, leaks: async () => await read(await count()) }
}

function leak(source: string, table: string): Leak {
  return {
    kind: 'rows',
    name: table,
    message: `Rows of ${table} were written in the database ${source} itself, by a connection that is not the test's`,
  }
}
