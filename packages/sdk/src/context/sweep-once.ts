import { setTimeout as sleep } from 'node:timers/promises'
import { ledgerFolder } from '../ledger/ledger-folder.ts'
import type { ProductionRemover } from '../ledger/removers/around.ts'
import { sweep } from '../ledger/sweep.ts'
import type { EmitEvent } from './event-emitter.ts'

export interface SweepOnceOptions {
  /** Of the ledger. */
  readonly folder: string | undefined
  /** URLs whose passwords may be used. */
  readonly credentials?: readonly string[] | undefined
  readonly production?: ProductionRemover | undefined
  readonly emit: EmitEvent
}

/** Milliseconds; what is left then waits for the next process. */
const bound = 60_000

/** Milliseconds that a run waits at its end: one that is shorter than a sweep would leave everything to the next. */
const grace = 2000

/** Milliseconds for the one thing that a sweep is removing when it is ended. */
const ending = 1000

const begun = new Set<string>()

/**
 * Begins, in the background, to remove what dead runs left, once in a process for each folder. What it did comes as
 * events; that it failed does not matter to a test. The answer, of the first call, waits for it a little, then ends it,
 * and waits no longer where a server keeps it: what was not removed stays noted.
 */
export function sweepOnce({
  folder,
  credentials,
  production,
  emit,
}: SweepOnceOptions): (() => Promise<void>) | undefined {
  // Who can remove less than others does not keep them from it.
  const place = `${production ? 'production and ' : ''}databases of ${ledgerFolder(folder)}`
  if (begun.has(place)) return undefined
  begun.add(place)
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), bound).unref()
  const sweeping = sweep({ folder, credentials, removers: { production }, signal: stop.signal })
    .then(({ runs }) => {
      for (const { run, resources } of runs) {
        const count = (outcome: string) => resources.filter((one) => one.outcome === outcome).length
        emit({ type: 'swept', run, removed: count('removed'), left: count('left') })
      }
    })
    .catch(() => {})
    .finally(() => clearTimeout(timer))
  return async () => {
    if (await inTime(sweeping, grace)) return
    stop.abort()
    await inTime(sweeping, ending)
  }
}

async function inTime(work: Promise<void>, milliseconds: number): Promise<boolean> {
  const over = new AbortController()
  try {
    return await Promise.race([work.then(() => true), sleep(milliseconds, false, { signal: over.signal })])
  } finally {
    over.abort()
  }
}
