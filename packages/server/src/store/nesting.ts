import { AsyncLocalStorage } from 'node:async_hooks'
import { ServerError } from '../errors/server-error.ts'

const ranks = { readTeam: 1, team: 1, system: 2, readSystem: 3 } as const
type Kind = keyof typeof ranks

/** What was begun inside and goes on after the transaction is in none. */
const holding = new AsyncLocalStorage<{ readonly kind: Kind; ended: boolean }>()

/**
 * Runs work that holds a transaction of a kind. One that waits inside another of its own rank, or of a lower one, can
 * wait for ever: for the connection or the file that the outer one has.
 */
export async function holdTransaction<Result>(kind: Kind, work: () => Promise<Result>): Promise<Result> {
  const outer = outerKind()
  if (outer !== undefined && ranks[outer] >= ranks[kind]) {
    throw new ServerError('STORE_MISUSED', { message: `a transaction of ${kind} was begun inside one of ${outer}` })
  }
  const held = { kind, ended: false }
  try {
    return await holding.run(held, work)
  } finally {
    held.ended = true
  }
}

/** For what looks into the store by itself, now and then: it says always what it would only sometimes run into. */
export function refuseInsideSystem(what: string): void {
  const outer = outerKind()
  if (outer !== 'system' && outer !== 'readSystem') return
  throw new ServerError('STORE_MISUSED', { message: `${what} was asked for inside a transaction of ${outer}` })
}

function outerKind(): Kind | undefined {
  const held = holding.getStore()
  return held === undefined || held.ended ? undefined : held.kind
}
