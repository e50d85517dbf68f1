import type { Kysely, Transaction } from 'kysely'
import type { SystemTables } from './tables/system-tables.ts'
import type { TeamTables } from './tables/team-tables.ts'

export type SystemTransaction = Transaction<SystemTables>
export type TeamTransaction = Transaction<TeamTables>

/**
 * Where the server keeps what it knows. Embedded: a control file and one file for each team. Postgres: one database; a
 * team's tables are behind forced row-level security, under a role that owns nothing, and the team is set for the one
 * transaction only. Services are the same over both. No SQL of a caller ever reaches it.
 *
 * On both engines writing transactions of one team happen one after another, and those of the system too; readers wait
 * for nobody. So what a transaction has read is still true when it writes. Inside `team` and `readTeam` one may call
 * `system` and `readSystem`, inside `system` only `readSystem`; the other way round is refused, for two that wait for
 * each other would wait for ever.
 */
export interface Store {
  readonly engine: 'sqlite' | 'postgres'
  /** Repeated where the engine asks for it (a deadlock, a busy file): `work` must have no effect outside. */
  system<Result>(work: (tx: SystemTransaction) => Promise<Result>): Promise<Result>
  /** The same, of one snapshot that writes nothing and that no writer waits for. */
  readSystem<Result>(work: (db: Kysely<SystemTables>) => Promise<Result>): Promise<Result>
  /**
   * In the one team. A team without a place is NOT_FOUND. In an embedded store a transaction holds the team's file: it
   * is short, and awaits nothing but its own queries.
   */
  team<Result>(team: string, work: (tx: TeamTransaction) => Promise<Result>): Promise<Result>
  /** The same, of one snapshot that writes nothing and that no writer waits for. */
  readTeam<Result>(team: string, work: (db: Kysely<TeamTables>) => Promise<Result>): Promise<Result>
  /** Makes a team's place; the row in `teams` is written by whoever calls, afterwards. Safe to repeat. */
  createTeamPlace(team: string): Promise<void>
  /** Removes it for ever: rows, files, what SQLite keeps beside them. Safe to repeat. */
  eraseTeamPlace(team: string): Promise<void>
  /** Every team that has a place, in order. */
  places(): Promise<string[]>
  /**
   * What two processes never hold at once; ends with the process. For what one instance does at a time: the sweeps, the
   * outbox's dispatch. Undefined where another holds it, or this process does.
   */
  tryLock(name: string): Promise<Lock | undefined>
  /** After data keys were destroyed: of what they were, nothing stays in the store's own files. */
  scrubKeys(): Promise<void>
  /**
   * After rows of a team were deleted: of what they were, nothing stays in the store's own files. On Postgres that is said
   * of keys of datasets alone; what else was deleted stays there until a vacuum. STORE_BUSY where somebody still reads
   * what was before: to be repeated.
   */
  scrub(team: string): Promise<void>
  /** Throws where a team could read another's row: the server does not serve then. */
  proveIsolation(): Promise<void>
  /** Of the whole store, while it is in use, as of one moment, into an empty folder. */
  backUp(folder: string, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface Lock extends AsyncDisposable {
  /** Aborted when it was lost, as with the connection that held it: end what it was held for. */
  readonly lost: AbortSignal
}
