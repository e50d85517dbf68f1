import type { Session } from './adapter.ts'
import { LinkSession } from './session.ts'

/** Questions that need nothing of one another, asked at once: over a network each would wait for the one before. */
export function inFlight<T>(
  source: Pick<Session, 'query'>,
  read: (reader: Pick<Session, 'query'>) => Promise<T>,
): Promise<T> {
  return source instanceof LinkSession ? source.flight(read) : read(source)
}

type Settled<Work> = { readonly [Name in keyof Work]: Awaited<Work[Name]> }

/**
 * What was begun at once, when all of it is over: nothing is at work any more when the first failure, in the order of
 * the names, is thrown.
 */
export async function together<Work extends Readonly<Record<string, Promise<unknown>>>>(
  work: Work,
): Promise<Settled<Work>> {
  const settled = await Promise.allSettled(Object.values(work))
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return settledOf(work, settled)
}

/** Names and what came of them are in one order. */
function settledOf<Work extends Readonly<Record<string, Promise<unknown>>>>(
  work: Work,
  settled: readonly PromiseSettledResult<unknown>[],
): Settled<Work> {
  const values = settled.map((one) => (one.status === 'fulfilled' ? one.value : undefined))
  return Object.fromEntries(Object.keys(work).map((name, at) => [name, values[at]])) as Settled<Work>
}
