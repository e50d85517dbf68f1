import type { Store } from '../store/store.ts'

export interface PeriodicOptions {
  readonly store: Pick<Store, 'tryLock'>
  /** What no two processes do at once. */
  readonly name: string
  readonly everyMs: number
  /** Ends soon when the signal is aborted; whatever it leaves is done the next time. */
  readonly work: (signal: AbortSignal) => Promise<unknown>
  /** The next time comes all the same. */
  readonly reportFailure: (name: string, thrown: unknown) => void
}

export interface Periodic {
  /** Waits for what is under way. Safe to call twice. */
  close(): Promise<void>
}

/** Does something again and again, in one process at a time, never twice at once. The first time is after `everyMs`. */
export function startPeriodic({ store, name, everyMs, work, reportFailure }: PeriodicOptions): Periodic {
  const stop = new AbortController()
  let running: Promise<void> | undefined

  async function once(): Promise<void> {
    try {
      await using lock = await store.tryLock(name)
      if (lock === undefined) return
      await work(AbortSignal.any([stop.signal, lock.lost]))
    } catch (thrown) {
      if (!stop.signal.aborted) reportFailure(name, thrown)
    }
  }

  const timer = setInterval(() => {
    running ??= once().finally(() => {
      running = undefined
    })
  }, everyMs)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      stop.abort()
      await running
    },
  }
}
