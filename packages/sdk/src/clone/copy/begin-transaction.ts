import type { Session } from '../../database/adapter.ts'

/**
 * Answers the number of the transaction, which rows that it writes carry as xmin. Whatever the role or the database has
 * set: what is noted as done must outlive a crash of the server, and nothing may end a long COPY but its failure.
 */
export async function beginTransaction(transaction: Session): Promise<string> {
  await withoutTimeouts(transaction, 'transaction')
  const [row] = await transaction.query<{ id: string }>('select pg_catalog.txid_current()::text as id')
  return row?.id ?? ''
}

/** For the transaction, or for as long as the session is had. */
export async function withoutTimeouts(session: Session, span: 'transaction' | 'session'): Promise<void> {
  await session.query(
    `select pg_catalog.set_config(name, case name when 'synchronous_commit' then 'on' else '0' end, ${span === 'transaction'})
     from pg_catalog.pg_settings where name in ('synchronous_commit', 'statement_timeout', 'lock_timeout',
       'idle_in_transaction_session_timeout', 'transaction_timeout')`,
  )
}
