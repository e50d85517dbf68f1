import { AsyncLocalStorage } from 'node:async_hooks'
import { ServerError } from '../errors/server-error.ts'

const ranks = { readTeam: 1, team: 1, system: 2, readSystem: 3 } as const
type Kind = keyof typeof ranks

const holding = new AsyncLocalStorage<Kind>()

/**
 * Runs work that holds a transaction of a kind. One that waits inside another of its own rank, or of a lower one, can
 * wait for ever: for the connection or the file that the outer one has.
 */
export function holdTransaction<Result>(kind: Kind, work: () => Promise<Result>): Promise<Result> {
  const outer = holding.getStore()
  if (outer !== undefined && ranks[outer] >= ranks[kind]) {
    throw new ServerError('STORE_MISUSED', { message: `a transaction of ${kind} was begun inside one of ${outer}` })
  }
  return holding.run(kind, work)
}

/** For what looks into the store by itself, now and then: it says always what it would only sometimes run into. */
export function refuseInsideSystem(what: string): void {
  const outer = holding.getStore()
  if (outer !== 'system' && outer !== 'readSystem') return
  throw new ServerError('STORE_MISUSED', { message: `${what} was asked for inside a transaction of ${outer}` })
}
