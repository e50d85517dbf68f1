import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'

/** An advisory lock of each database, taken by nobody else: its numbers spell "understud". */
const lock = [0x756e6465, 0x73747564] as const

/** Keeps a second migration of the same database from running at the same time as `work`. */
export async function lockingOutOthers(session: Session, name: string, work: () => Promise<void>): Promise<void> {
  if (session.dialect !== 'postgres') return await work()
  await lockOutOthers(session, name)
  try {
    await work()
  } finally {
    // With a connection that is lost the lock is gone.
    await session.query('select pg_catalog.pg_advisory_unlock($1, $2)', lock).catch(() => {})
  }
}

async function lockOutOthers(session: Session, name: string): Promise<void> {
  const [taken] = await session.query<{ taken: boolean }>(
    'select pg_catalog.pg_try_advisory_lock($1, $2) as taken',
    lock,
  )
  if (taken?.taken === true) return
  const [holder] = await session.query<{ pid: number; usename: string | null; since: string | null }>(
    `select l.pid, a.usename, a.backend_start::text as since
       from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.objsubid = 2 and l.granted
        and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`,
    lock,
  )
  const who = holder
    ? `by process ${holder.pid}${holder.usename === null ? '' : ` of role ${JSON.stringify(holder.usename)}`}${holder.since === null ? '' : `, connected since ${holder.since}`}`
    : 'by somebody else, and that ended just now'
  throw new UnderstudyError('MIGRATION_BUSY', {
    operation: 'apply migration',
    message: `Another migration of ${name} is running: its advisory lock (${lock.join(', ')}) is held ${who}`,
    details: { stands: 'nothing was changed', ...(holder && { pid: holder.pid }) },
  })
}

/**
 * SQLite has no such lock; there the schema's own counter tells that somebody else has changed it between two
 * transactions of this migration.
 */
export class SchemaWatch {
  readonly #name: string
  #version: number | undefined

  constructor(name: string) {
    this.#name = name
  }

  /** Takes the schema as it is now for what this migration left. */
  async accept(session: Session): Promise<void> {
    if (session.dialect === 'sqlite') this.#version = await versionOf(session)
  }

  async refuseOthers(session: Session): Promise<void> {
    if (session.dialect !== 'sqlite' || this.#version === undefined) return
    if ((await versionOf(session)) === this.#version) return
    throw new UnderstudyError('MIGRATION_BUSY', {
      operation: 'apply migration',
      message: `Somebody else has changed the schema of ${this.#name} while this migration ran`,
    })
  }
}

async function versionOf(session: Session): Promise<number | undefined> {
  const [row] = await session.query<{ schema_version: number }>('pragma schema_version')
  return row?.schema_version
}
