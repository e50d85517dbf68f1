import type { Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'

/** Makes a session read-only for as long as it lasts, and proves by the database's own answer that it is. */
export async function enforceReadOnly(session: Session): Promise<void> {
  switch (session.dialect) {
    case 'postgres':
      await session.execute('set session characteristics as transaction read only')
      await prove(session, "select pg_catalog.current_setting('transaction_read_only') = 'on' as yes")
      return
    case 'sqlite':
      await session.execute('pragma query_only = on')
      await prove(session, 'select query_only = 1 as yes from pragma_query_only')
  }
}

async function prove(session: Session, question: string): Promise<void> {
  const [row] = await session.query<{ yes: boolean | number }>(question)
  if (row?.yes === true || row?.yes === 1) return
  throw new UnderstudyError('SOURCE_CAN_WRITE', {
    operation: 'make a connection read-only',
    message: 'The connection may still write: it is in a transaction that was begun for writing',
    hint: 'Ask before a transaction is begun, on one connection: database.session(…).',
  })
}
