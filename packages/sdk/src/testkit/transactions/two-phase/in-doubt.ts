import type { Session } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'

/** A transaction that was prepared and neither committed nor rolled back: it holds its locks until somebody decides. */
export interface InDoubtTransaction {
  /** As PREPARE TRANSACTION named it. */
  readonly id: string
  readonly owner: string
  /** ISO 8601 in UTC. */
  readonly preparedAt: string
}

/** Those of the session's database, the oldest first. */
export async function inDoubtTransactions(session: Session, prefix = ''): Promise<InDoubtTransaction[]> {
  await refuseWithoutPrepared(session)
  return await session.query<InDoubtTransaction & Record<string, unknown>>(
    `select gid as id, owner, prepared as "preparedAt" from pg_catalog.pg_prepared_xacts
     where database = pg_catalog.current_database() and pg_catalog.starts_with(gid, $1) order by prepared, gid`,
    [prefix],
  )
}

export async function resolveInDoubt(session: Session, id: string, decision: 'commit' | 'rollback'): Promise<void> {
  await session.execute(`${decision} prepared ${quoting.postgres.quoteLiteral(id)}`)
}

/** Whether an engine can promise to commit at all, and a server was told that it may. */
export async function refuseWithoutPrepared(session: Session): Promise<void> {
  if (session.engine !== 'postgres') {
    throw lacking(
      `${session.engine} cannot prepare a transaction, so it cannot take part in a commit of two phases`,
      'Use two databases of Postgres servers.',
    )
  }
  const [row] = await session.query<{ most: number }>(
    "select pg_catalog.current_setting('max_prepared_transactions')::int as most",
  )
  if ((row?.most ?? 0) > 0) return
  throw lacking(
    'The server lets no transaction be prepared: its max_prepared_transactions is 0',
    'Set max_prepared_transactions to at least 2 in its configuration and restart it.',
  )
}

function lacking(message: string, hint: string): UnderstudyError {
  return new UnderstudyError('ISOLATION_UNSUPPORTED', { operation: 'prepare a transaction', message, hint })
}
