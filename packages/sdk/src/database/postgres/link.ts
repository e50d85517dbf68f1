import type { Batch } from '../../model/batch.ts'
import type { Cancellable, Copy, TableName, TransactionOptions } from '../adapter.ts'
import { refuseAborted } from '../lane.ts'
import type { Answer, CursorOptions, Link, Run } from '../link.ts'
import { postgresFailure } from './failure.ts'
import { readCursor } from './read.ts'
import { inTransaction } from './transact.ts'
import { copyBatches } from './write.ts'

/** What all that speaks Postgres has in common; the driver below says how a statement and a COPY get there. */
export abstract class PostgresLink implements Link {
  abstract readonly engine: 'postgres' | 'pglite'
  abstract readonly copy: Copy
  /** Whether `copy` takes COPY's binary format. */
  abstract readonly copiesBinary: boolean
  abstract run(text: string, parameters: readonly unknown[], options?: Cancellable): Promise<Answer>
  abstract script(text: string, options?: Cancellable): Promise<void>

  read(run: Run, text: string, parameters: readonly unknown[], options: CursorOptions) {
    return readCursor(run, text, parameters, options)
  }

  load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options: Cancellable,
  ): Promise<number> {
    return copyBatches(this, table, columns, batches, options)
  }

  transact<T>(depth: number, options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    return inTransaction(this, depth, options, work)
  }

  protected async guard<T>(operation: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    refuseAborted(signal)
    try {
      return await work()
    } catch (thrown) {
      throw postgresFailure(thrown, operation, signal)
    }
  }
}
