import type { Database, Session } from '../adapter.ts'
import { dropDatabase } from './drop-database.ts'
import { quoteIdentifier } from './quote.ts'

/**
 * A template is a database that several processes copy. Each holds a shared advisory lock on it, in the maintenance
 * database, for as long as it lives; the server frees the lock of one that dies. Whoever gets the lock alone may drop
 * it: who starts meanwhile waits for the lock first and looks for the template then.
 */
export const templatePrefix = 'understudy_template_'

/** Where nobody keeps tables, in order: the first that lets the role in and is not the database itself. */
export const maintenanceDatabases = ['postgres', 'defaultdb', 'template1'] as const

const key = (purpose: string) => `pg_catalog.hashtextextended('understudy ${purpose} ' || $1, 0)`

export async function holdTemplate(session: Session, name: string): Promise<void> {
  await session.query(`select pg_catalog.pg_advisory_lock_shared(${key('template')})::text`, [name])
}

export async function letGoOfTemplate(session: Session, name: string): Promise<void> {
  await session.query(`select pg_catalog.pg_advisory_unlock_shared(${key('template')})`, [name])
}

/** One at a time over one thing, such as the making of a template. */
export async function alone<T>(session: Session, purpose: string, name: string, work: () => Promise<T>): Promise<T> {
  const about = key(purpose.replaceAll(/[^a-z ]/g, ''))
  await session.query(`select pg_catalog.pg_advisory_lock(${about})::text`, [name])
  try {
    return await work()
  } finally {
    // A connection that is lost has freed it.
    await session.query(`select pg_catalog.pg_advisory_unlock(${about})`, [name]).catch(() => {})
  }
}

/** 'used' when a process holds it, which will drop it itself. */
export async function dropUnusedTemplate(server: Database, name: string): Promise<'dropped' | 'used' | 'gone'> {
  return await server.session(async (session) => {
    const [lock] = await session.query<{ got: boolean }>(
      `select pg_catalog.pg_try_advisory_lock(${key('template')}) as got`,
      [name],
    )
    if (!lock?.got) return 'used'
    try {
      const found = await session.query('select 1 from pg_catalog.pg_database where datname = $1', [name])
      if (found.length === 0) return 'gone'
      await session.query(`alter database ${quoteIdentifier(name)} is_template false`)
      await dropDatabase(session, name)
      return 'dropped'
    } finally {
      await session.query(`select pg_catalog.pg_advisory_unlock(${key('template')})`, [name]).catch(() => {})
    }
  })
}
