import type { Kysely, Transaction } from 'kysely'
import type { SystemTables } from './tables/system-tables.ts'
import type { TeamTables } from './tables/team-tables.ts'

export type SystemTransaction = Transaction<SystemTables>
export type TeamTransaction = Transaction<TeamTables>

/**
 * Where the server keeps what it knows. Embedded: a control file and one file for each team. Postgres: one database; a
 * team's tables are behind forced row-level security, under a role that owns nothing, and the team is set for the one
 * transaction only. Services are the same over both. No SQL of a caller ever reaches it.
 */
export interface Store {
  readonly engine: 'sqlite' | 'postgres'
  /** Repeated where the engine asks for it (a serialization failure, a busy file): `work` must have no effect outside. */
  system<Result>(work: (tx: SystemTransaction) => Promise<Result>): Promise<Result>
  /**
   * In the one team. The id is a real team's (services find it by slug first): an unknown one is refused. In an embedded
   * store a transaction holds the team's file: it is short, and awaits nothing but its own queries.
   */
  team<Result>(team: string, work: (tx: TeamTransaction) => Promise<Result>): Promise<Result>
  /** The same, of one snapshot that writes nothing and that no writer waits for. */
  readTeam<Result>(team: string, work: (db: Kysely<TeamTables>) => Promise<Result>): Promise<Result>
  /** Makes a team's place (a file, or nothing at all); the row in `teams` is written by whoever calls. Safe to repeat. */
  createTeamPlace(team: string): Promise<void>
  /** Removes it for ever: rows, files, what SQLite keeps beside them. Safe to repeat. */
  eraseTeamPlace(team: string): Promise<void>
  /**
   * A number that two processes never hold at once; ends with the process. For what one instance does at a time: the
   * sweeps, the outbox's dispatch. Undefined where another holds it.
   */
  tryLock(name: string): Promise<AsyncDisposable | undefined>
  /** Throws where a team could read another's row: the server does not serve then. */
  proveIsolation(): Promise<void>
  /** Of the whole store, while it is in use, into an empty folder; `restore` is given it by `understudy admin`. */
  backUp(folder: string): Promise<void>
  close(): Promise<void>
}
