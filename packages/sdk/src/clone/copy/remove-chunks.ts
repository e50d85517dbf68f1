import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../database/adapter.ts'
import { quoteTable } from '../../database/postgres/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DataTable } from '../plan/data-tables.ts'
import { beginTransaction } from './begin-transaction.ts'

const looks = 100
const pauseBetween = 100

/** Takes back what these transactions wrote into a table, whatever became of them. */
export async function removeChunks(
  staging: Database,
  { into }: DataTable,
  transactions: readonly string[],
): Promise<void> {
  const written: string[] = []
  for (const transaction of transactions)
    if ((await outcome(staging, transaction)) !== 'aborted') written.push(transaction)
  if (written.length === 0) return
  await staging.transaction(async (transaction) => {
    await beginTransaction(transaction)
    await transaction.query(`delete from ${quoteTable(into)} where xmin::text = any ($1)`, [written.map(asXmin)])
  })
}

/** A transaction of a process that is gone may run on; it is ended, so that it writes nothing later. */
export async function outcome(staging: Database, transaction: string): Promise<'committed' | 'aborted' | 'unknown'> {
  for (let look = 0; look < looks; look++) {
    if (look > 0) await pause(pauseBetween)
    const [row] = await staging.query<{ status: string | null }>(
      `select pg_catalog.txid_status($1::bigint) as status`,
      [transaction],
    )
    if (row?.status === 'committed' || row?.status === 'aborted') return row.status
    if (row?.status !== 'in progress') return 'unknown'
    await staging.query(
      'select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where backend_xid::text = $1',
      [asXmin(transaction)],
    )
  }
  throw new UnderstudyError('CLONE_BUSY', {
    operation: 'go on with clone',
    message: 'A connection of an earlier run still writes into the staging database and cannot be ended',
  })
}

/** Rows carry the lower half of a transaction's number. */
function asXmin(transaction: string): string {
  return (BigInt(transaction) & 0xffffffffn).toString()
}
