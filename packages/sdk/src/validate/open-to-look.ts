import type { Cancellable, Dialect, Session } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { parseUrl } from '../database/url.ts'
import type { Environment } from '../environments/environment.ts'
import { type GuardOptions, openGuardedSource } from '../safety/open-guarded-source.ts'

/** What is looked at. What says neither of itself is no production, and may be written to. */
export type LookedAt = Pick<Environment, 'name' | 'databaseUrl'> & Partial<Pick<Environment, 'type' | 'isReadOnly'>>

/** How production is looked at: what its guard lets through, tells and records. */
export type LookOptions = Pick<GuardOptions, 'alert' | 'audit' | 'known'> & {
  /** Such as "source-can-write", where production has no role that only reads. */
  readonly waive?: readonly string[] | undefined
}

/** A database that is looked at, and not changed. */
export interface Looking extends AsyncDisposable {
  /** For people, without a secret. */
  readonly name: string
  readonly dialect: Dialect
  /** Whether its sessions are those of a guarded source. */
  readonly guarded: boolean
  /** A session of its own, in which nothing can be written. */
  read<T>(run: (session: Session) => Promise<T>, options?: Cancellable): Promise<T>
  /** One where what is written can be rolled back; undefined where nothing may be written. */
  readonly writable: Session | undefined
}

/** Where nothing may be written, behind the guard; production is told and recorded as well. */
export async function openToLook(environment: LookedAt, options: LookOptions & Cancellable = {}): Promise<Looking> {
  const { databaseUrl, isReadOnly = false, type } = environment
  const isProduction = type === 'production'
  // PGlite has one connection and one user, and nobody's production is in it.
  if ((isProduction || isReadOnly) && (isProduction || parseUrl(databaseUrl).engine !== 'pglite'))
    return await behindTheGuard(environment, isProduction, options)
  const database = await connect(databaseUrl, { create: false, maxConnections: 1 })
  return {
    name: database.name,
    dialect: database.dialect,
    guarded: false,
    read: (run, { signal } = {}) => database.transaction(run, { readOnly: true, isolation: 'repeatable read', signal }),
    writable: isReadOnly ? undefined : database,
    [Symbol.asyncDispose]: () => database.close(),
  }
}

async function behindTheGuard(
  { name, databaseUrl, type = 'test' }: LookedAt,
  isProduction: boolean,
  { waive = [], ...options }: LookOptions & Cancellable,
): Promise<Looking> {
  const source = await openGuardedSource(databaseUrl, {
    ...options,
    sessions: 1,
    partial: true,
    waivers: isProduction ? waive : ['source-can-write'],
    environment: { name, type },
  })
  return {
    name: source.name,
    dialect: source.engine,
    guarded: true,
    read: (run, { signal } = {}) => source.session(run, { signal }),
    writable: undefined,
    [Symbol.asyncDispose]: () => source.close(),
  }
}

/** Of the settings that a guarded session lets anybody make. */
const set = 'select pg_catalog.set_config(key, value, true) from pg_catalog.json_each_text($1::json)'

/** Bare names in a guarded session are looked up as its role would; otherwise the system's own are found alone. */
export async function lookUpAsTheRole(session: Session): Promise<void> {
  if (session.dialect === 'sqlite') return
  const [usual] = await session.query<{ path: string }>(
    "select reset_val as path from pg_catalog.pg_settings where name = 'search_path'",
  )
  if (usual) await session.query(set, [JSON.stringify({ search_path: usual.path })])
}
