import { sql, type Transaction } from 'kysely'
import { ServerError } from '../../errors/server-error.ts'
import type { Login } from './connections.ts'

/**
 * For this transaction alone: whose rows are there, and how long anyone may stand in others' way. A setting of the
 * session would be the next one's who gets the connection.
 * @param team empty for the system
 */
export async function enter<Tables>(tx: Transaction<Tables>, { role }: Login, team: string): Promise<void> {
  const { rows } = await sql<{ team: string }>`select
    set_config('search_path', 'understudy, pg_temp', true),
    set_config('lock_timeout', '30s', true),
    set_config('idle_in_transaction_session_timeout', '60s', true),
    set_config('role', ${role ?? 'none'}, true),
    set_config('understudy.team', ${team}, true) as team`.execute(tx)
  if (rows[0]?.team !== team) throw new ServerError('ISOLATION_BROKEN', { message: 'a transaction has no team' })
}
