import type { JobQueue, TakenWork } from './job-queue.ts'

export interface Worker {
  /** Takes nothing more; what runs may end until `signal`, and is told to stop then. Safe to call twice. */
  close(signal: AbortSignal): Promise<void>
}

interface WorkerOptions {
  /** How many at once. */
  readonly concurrency: number
  readonly pollMs?: number
  /** What nobody handles: the queue cannot be reached, or `handle` threw. It goes on after a while. */
  readonly onError: (thrown: unknown) => void
}

/** Takes work out of a queue and hands it over, until it is closed. `handle` settles what it takes. */
export function startWorker(
  queue: JobQueue,
  handle: (taken: TakenWork, closing: AbortSignal) => Promise<void>,
  { concurrency, pollMs = 1000, onError }: WorkerOptions,
): Worker {
  const stop = new AbortController()
  const waiting = new Set<() => void>()
  let closing = false
  let rings = 0

  const wake = () => {
    rings++
    for (const resume of [...waiting]) resume()
  }
  const rest = () =>
    new Promise<void>((resolve) => {
      const resume = () => {
        clearTimeout(timer)
        waiting.delete(resume)
        resolve()
      }
      const timer = setTimeout(resume, pollMs)
      waiting.add(resume)
    })

  async function loop(): Promise<void> {
    while (!closing) {
      try {
        const heard = rings
        const taken = await queue.take()
        if (taken) await handle(taken, stop.signal)
        // What came while it looked may have come behind its look.
        else if (!closing && rings === heard) await rest()
      } catch (thrown) {
        onError(thrown)
        if (!closing) await rest()
      }
    }
  }

  queue.onReady(wake)
  const loops = Promise.all(Array.from({ length: concurrency }, loop))
  return {
    async close(signal) {
      closing = true
      wake()
      const give = () => stop.abort()
      if (signal.aborted) give()
      signal.addEventListener('abort', give, { once: true })
      try {
        await loops
      } finally {
        signal.removeEventListener('abort', give)
      }
    },
  }
}
