import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Session } from '../../../database/adapter.ts'
import { quoteIdentifier } from '../../../database/postgres/quote.ts'
import { messageOf, UnderstudyError } from '../../../errors.ts'
import { disconnectUsers, usersOf } from './users-of.ts'

export interface SwapNames {
  /** What takes the target's name. */
  readonly from: string
  readonly target: string
  /** The name that what stood there gets; undefined where nothing stands there. */
  readonly aside: string | undefined
  readonly disconnect: boolean
  readonly signal: AbortSignal | undefined
  /** What else has to become true at the same moment, with both databases under their old names. */
  before(transaction: Session): Promise<void>
}

/** Who is about to leave is waited for so long. */
const patience = 1000

/**
 * Both databases get their new names in one transaction. RENAME locks a database before it looks who is in it: who comes
 * then waits, is let in after the swap or told that it was renamed, and is counted by nobody. So nothing else has to keep
 * newcomers out, and nothing is left to be undone where this process dies.
 */
export async function swapNames(server: Database, swap: SwapNames): Promise<void> {
  const { from, target, aside, disconnect } = swap
  if (aside !== undefined && !disconnect) await refuseInUse(server, target)
  const ending = new AbortController()
  const ended = disconnect && aside !== undefined ? endUsers(server, target, ending.signal) : undefined
  try {
    await server.transaction(
      async (transaction) => {
        await transaction.execute("set local lock_timeout = '20s'; set local statement_timeout = 0")
        await swap.before(transaction)
        if (aside !== undefined) await renameDatabase(transaction, target, aside)
        await renameDatabase(transaction, from, target)
      },
      { signal: swap.signal },
    )
  } catch (thrown) {
    throw await explained(server, thrown, [target, from])
  } finally {
    ending.abort()
    await ended
  }
}

export async function renameDatabase(transaction: Session, from: string, to: string): Promise<void> {
  await transaction.query(`alter database ${quoteIdentifier(from)} rename to ${quoteIdentifier(to)}`)
}

export async function refuseInUse(server: Database, target: string): Promise<void> {
  for (const until = Date.now() + patience; ; await sleep(50)) {
    const users = await usersOf(server, target)
    if (users.length === 0) return
    if (Date.now() >= until) throw inUse(target, users)
  }
}

/** Also those who came between a look and the lock: RENAME waits five seconds for them to go. */
export async function endUsers(server: Database, target: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await disconnectUsers(server, target)
    await sleep(50)
  }
}

export async function explained(server: Database, thrown: unknown, names: readonly string[]): Promise<unknown> {
  if (!(thrown instanceof UnderstudyError) || thrown.details.sqlstate !== '55006') return thrown
  for (const name of names) {
    const users = await usersOf(server, name)
    if (users.length > 0) return inUse(name, users)
  }
  return inUse(names[0] ?? '', [messageOf(thrown)])
}

function inUse(target: string, users: readonly string[]): UnderstudyError {
  return new UnderstudyError('TARGET_IN_USE', {
    operation: 'promote',
    message: `The database ${target} is in use by ${users.join(', ')}`,
    details: { users, stands: 'the target is as it was' },
  })
}
