import type { Store } from '../store/store.ts'

export interface PeriodicOptions {
  readonly store: Pick<Store, 'tryLock'>
  /** What no two processes do at once. */
  readonly name: string
  readonly everyMs: number
  /** Sooner, for what is to be done too where no process runs for that long. */
  readonly firstMs?: number
  /** Ends soon when the signal is aborted; whatever it leaves is done the next time. */
  readonly work: (signal: AbortSignal) => Promise<unknown>
  /** The next time comes all the same. */
  readonly reportFailure: (name: string, thrown: unknown) => void
}

export interface Periodic {
  /** Waits for what is under way. Safe to call twice. */
  close(): Promise<void>
}

/** Does something again and again, in one process at a time, never twice at once. */
export function startPeriodic(options: PeriodicOptions): Periodic {
  const { store, name, everyMs, firstMs = everyMs, work, reportFailure } = options
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

  const begin = () => {
    running ??= once().finally(() => {
      running = undefined
    })
  }
  let timer = setTimeout(() => {
    begin()
    timer = setInterval(begin, everyMs).unref()
  }, firstMs).unref()
  return {
    async close() {
      clearTimeout(timer)
      stop.abort()
      await running
    },
  }
}
