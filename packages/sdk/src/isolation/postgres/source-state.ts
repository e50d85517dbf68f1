import { createHash } from 'node:crypto'
import type { Session } from '../../database/adapter.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import type { Setting } from './make-database.ts'

/** A database, as far as a copy of it is concerned. */
export interface SourceState {
  /** Changes when a table, a row or anything else of it does. */
  readonly hash: string
  /** Settings of the database and of the role in it, which a copy does not get by itself. */
  readonly settings: readonly Setting[]
  /** How many rows of each table were ever written. */
  readonly written: ReadonlyMap<string, string>
}

const catalogs = [
  ['pg_class', 'oid'],
  ['pg_attribute', "attrelid || '.' || attnum"],
  ['pg_attrdef', 'oid'],
  ['pg_constraint', 'oid'],
  ['pg_enum', 'oid'],
  ['pg_event_trigger', 'oid'],
  ['pg_extension', 'oid'],
  ['pg_index', 'indexrelid'],
  ['pg_inherits', "inhrelid || '.' || inhparent"],
  ['pg_namespace', 'oid'],
  ['pg_operator', 'oid'],
  ['pg_policy', 'oid'],
  ['pg_proc', 'oid'],
  ['pg_rewrite', 'oid'],
  ['pg_trigger', 'oid'],
  ['pg_type', 'oid'],
] as const

/**
 * Every version of a row has its own xmin, so equal sums mean an unchanged catalog. Rows are told by what the server
 * counts: inserted, updated, deleted; a truncated table has a new row in pg_class.
 */
const stateQuery = `
  select (select oid::text from pg_catalog.pg_database where datname = current_database()) as oid,
         current_database() as name,
         pg_catalog.current_setting('server_version_num') as version,
         (select pg_catalog.sum(pg_catalog.hashtextextended(entry, 0))::text from (
           ${catalogs
             .map(([name, key]) => `select '${name} ' || ${key} || ' ' || xmin as entry from pg_catalog.${name}`)
             .join('\n           union all ')}
         ) as entries) as catalog,
         (select pg_catalog.sum(pg_catalog.hashtextextended(
                   relid || ' ' || n_tup_ins || ' ' || n_tup_upd || ' ' || n_tup_del, 0))::text
          from pg_catalog.pg_stat_user_tables) as rows,
         (select pg_catalog.sum(pg_catalog.hashtextextended(
                   seqrelid || ' ' || coalesce(pg_catalog.pg_sequence_last_value(seqrelid), 0), 0))::text
          from pg_catalog.pg_sequence) as sequences,
         (select pg_catalog.count(*)::text from pg_catalog.pg_largeobject_metadata) as large_objects`

const settingsQuery = `
  select unnest(setconfig) as setting
  from pg_catalog.pg_db_role_setting s
  where setdatabase = (select oid from pg_catalog.pg_database where datname = current_database())
    and setrole in (0, (select oid from pg_catalog.pg_roles where rolname = current_user))
  order by setrole`

/** On a connection of its own that is closed again: a database that somebody is connected to cannot be copied. */
export async function readSourceState(url: string): Promise<SourceState> {
  await using database = await connectPostgres(url, { maxConnections: 1 })
  return await stateOf(database)
}

async function stateOf(session: Session): Promise<SourceState> {
  const [state] = await session.query(stateQuery)
  const settings = await session.query<{ setting: string }>(settingsQuery)
  const written = await readWritten(session)
  const text = JSON.stringify([state, settings])
  return {
    hash: createHash('sha256').update(text).digest('hex'),
    written,
    settings: settings.map(({ setting }) => {
      const at = setting.indexOf('=')
      return [setting.slice(0, at), setting.slice(at + 1)]
    }),
  }
}

/** By the names of the tables. What was rolled back counts too. */
export async function readWritten(session: Session): Promise<ReadonlyMap<string, string>> {
  const tables = await session.query<{ name: string; count: string }>(
    `select relid::regclass::text as name, (n_tup_ins + n_tup_upd + n_tup_del)::text as count
     from pg_catalog.pg_stat_user_tables`,
  )
  return new Map(tables.map(({ name, count }) => [name, count]))
}
