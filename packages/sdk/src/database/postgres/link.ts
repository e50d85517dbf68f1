import { UnderstudyError } from '../../errors.ts'
import type { Batch } from '../../model/batch.ts'
import type { Cancellable, Copy, TableName, TransactionOptions } from '../adapter.ts'
import { refuseAborted } from '../lane.ts'
import type { Answer, CursorOptions, Link, Run } from '../link.ts'
import { isServerError, postgresFailure } from './failure.ts'
import { readCursor } from './read.ts'
import { inTransaction } from './transact.ts'
import { copyBatches } from './write.ts'

/** What all that speaks Postgres has in common; the driver below says how a statement and a COPY get there. */
export abstract class PostgresLink implements Link {
  abstract readonly engine: 'postgres' | 'pglite'
  abstract readonly copy: Copy
  /** Whether `copy` takes COPY's binary format. */
  abstract readonly copiesBinary: boolean
  /** The server has ended the connection, though the socket may not know it yet. */
  isLost = false
  /** What the server said when it ended the connection between two statements. */
  ended: unknown
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
      throw this.failed(thrown, operation, signal)
    }
  }

  protected failed(thrown: unknown, operation: string, signal: AbortSignal | undefined): UnderstudyError {
    const isSaid = thrown instanceof UnderstudyError || isServerError(thrown)
    const failure = postgresFailure(isSaid ? thrown : (this.ended ?? thrown), operation, signal)
    if (failure.code === 'CONNECTION_LOST') this.isLost = true
    return failure
  }
}
