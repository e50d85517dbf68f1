import { UnderstudyError } from '../../errors.ts'

const ofServer = new Set(['40001', '40P01', '55P03'])

/**
 * The code by which a database refuses a transaction for the sake of others that are open: a failed serialization, a
 * deadlock, a lock that is not to be had. Null for every other error: that one says nothing of isolation.
 */
export function refusalOf(thrown: unknown): string | null {
  if (!(thrown instanceof UnderstudyError)) return null
  const { sqlstate, sqliteCode } = thrown.details
  if (typeof sqlstate === 'string' && ofServer.has(sqlstate)) return sqlstate
  return typeof sqliteCode === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode) ? sqliteCode : null
}
