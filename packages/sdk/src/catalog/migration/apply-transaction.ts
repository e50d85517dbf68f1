import { setTimeout as pause } from 'node:timers/promises'
import type { Database, Session } from '../../database/adapter.ts'

/** The number by which the server knows the transaction that runs; undefined where it keeps none. */
export async function inTransactionId(transaction: Session): Promise<string | undefined> {
  if (transaction.dialect !== 'postgres') return undefined
  const [row] = await transaction.query<{ id: string }>('select pg_catalog.txid_current()::text as id')
  return row?.id
}

const looks = 20
const pauseBetween = 250

/** What became of a transaction, as the server knows it; unknown where that does not answer. */
export async function outcomeOf(database: Database, id: string): Promise<'committed' | 'aborted' | 'unknown'> {
  for (let look = 0; look < looks; look++) {
    if (look > 0) await pause(pauseBetween)
    try {
      const [row] = await database.query<{ outcome: string | null }>(
        'select pg_catalog.txid_status($1::bigint) as outcome',
        [id],
      )
      if (row?.outcome === 'committed' || row?.outcome === 'aborted') return row.outcome
    } catch {
      // The server may be about to come back.
    }
  }
  return 'unknown'
}
