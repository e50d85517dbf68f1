import { setTimeout as pause } from 'node:timers/promises'
import type { Session, TableName, TransactionOptions } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { classifyError } from '../classify/classify-error.ts'
import type { ClassifiedError } from '../error-class.ts'

export interface RunOnceOptions {
  /** Where keys are kept: a table with a text column `key` as its primary key, in the database that is written to. */
  readonly keys: TableName
  /** How often it is begun at most; 5 when not said. */
  readonly attempts?: number | undefined
  /** Milliseconds before the second attempt, twice as many before each that follows; 20 when not said. */
  readonly pause?: number | undefined
  readonly isolation?: TransactionOptions['isolation']
}

export interface RunOnceResult<T> {
  /** `committed`: an attempt that said so. `found`: an attempt whose answer was lost, or an earlier call by the same key. */
  readonly outcome: 'committed' | 'found'
  /** Null where the outcome was found: what that attempt answered is gone with its connection. */
  readonly result: T | null
  readonly attempts: number
  /** What each attempt that failed failed with. */
  readonly failures: readonly ClassifiedError[]
}

/**
 * Does work in a transaction exactly once per key, whatever happens to connections: the key is written with the work, so
 * either both are there or none. After an outcome that is not known the key is looked for; an attempt that may still
 * commit somewhere holds the key's place, so that another waits for it instead of writing twice. What retrying cannot
 * cure is thrown.
 */
export async function runOnce<T>(
  database: Session,
  key: string,
  work: (transaction: Session) => Promise<T>,
  options: RunOnceOptions,
): Promise<RunOnceResult<T>> {
  const { attempts = 5, keys, isolation } = options
  const table = quoting[database.dialect].quoteTable(keys)
  const failures: ClassifiedError[] = []
  const isThere = async () => (await database.query(`select 1 from ${table} where "key" = $1`, [key])).length > 0
  for (let attempt = 1; ; attempt++) {
    let takesKey = false
    try {
      if (attempt > 1 && (await isThere())) return { outcome: 'found', result: null, attempts: attempt, failures }
      const result = await database.transaction(
        async (transaction) => {
          takesKey = true
          await transaction.query(`insert into ${table} ("key") values ($1)`, [key])
          takesKey = false
          return await work(transaction)
        },
        { isolation },
      )
      return { outcome: 'committed', result, attempts: attempt, failures }
    } catch (thrown) {
      const failure = classifyError(thrown, { during: 'transaction' })
      failures.push(failure)
      if (takesKey && failure.class === 'unique_violation') {
        return { outcome: 'found', result: null, attempts: attempt, failures }
      }
      if (attempt >= attempts || failure.retry === 'never') throw thrown
      await pause((options.pause ?? 20) * 2 ** (attempt - 1))
    }
  }
}
