import { UnderstudyError } from '../../errors.ts'
import type { TransactionOptions } from '../adapter.ts'
import { refuseAborted } from '../lane.ts'
import type { Link } from '../link.ts'

/** Runs work in a transaction, or at a depth in a savepoint. When both work and rollback fail, the work's error counts. */
export async function inTransaction<T>(
  link: Link,
  depth: number,
  options: TransactionOptions,
  work: () => Promise<T>,
): Promise<T> {
  const savepoint = `understudy_${depth}`
  await link.script(depth === 0 ? begin(options) : `savepoint ${savepoint}`)
  let result: T
  try {
    result = await work()
    refuseAborted(options.signal)
  } catch (thrown) {
    // A connection that is lost has rolled back already.
    await link
      .script(depth === 0 ? 'rollback' : `rollback to savepoint ${savepoint}; release savepoint ${savepoint}`)
      .catch(() => {})
    throw thrown
  }
  if (depth > 0) await link.script(`release savepoint ${savepoint}`)
  else await commit(link)
  return result
}

function begin({ isolation, readOnly }: TransactionOptions): string {
  return ['begin', isolation && `isolation level ${isolation}`, readOnly && 'read only'].filter(Boolean).join(' ')
}

/** A transaction that failed, by a statement whose error somebody caught, answers COMMIT with ROLLBACK and no error. */
async function commit(link: Link): Promise<void> {
  const { command } = await link.run('commit', []).catch((thrown: unknown) => {
    throw unknownOutcome(thrown)
  })
  if (command === 'COMMIT') return
  throw new UnderstudyError('QUERY_FAILED', {
    operation: 'commit',
    message: 'The transaction was rolled back: a statement in it had failed and its error was not passed on',
    hint: 'Let the error out of the callback, or put the statement that may fail into a transaction of its own inside.',
  })
}

/** The server may have committed before the connection was lost, or not: what it would have answered is not known. */
function unknownOutcome(thrown: unknown): unknown {
  if (!(thrown instanceof UnderstudyError) || thrown.code !== 'CONNECTION_LOST') return thrown
  return new UnderstudyError('CONNECTION_LOST', {
    operation: 'commit',
    message: `${thrown.message}; whether the transaction was committed is not known`,
    hint: 'Look whether what was written is there before you write it again.',
    details: { ...thrown.details, outcome: 'unknown' },
    cause: thrown.cause,
  })
}
