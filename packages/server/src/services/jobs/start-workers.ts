import { startWorker } from '../../jobs/worker.ts'
import { startPeriodic } from '../periodic.ts'
import { doWork } from './do-work.ts'
import type { WorkServices } from './job-services.ts'
import { requeueUnfinished } from './requeue-unfinished.ts'

export interface Workers {
  /** What runs may end until the signal; the rest is given back, for whoever takes it next. Safe to call twice. */
  close(signal: AbortSignal): Promise<void>
}

interface WorkersOptions {
  readonly concurrency: number
  readonly pollMs?: number
}

/** Takes jobs of all teams, and sees to it that none is forgotten. */
export async function startWorkers(services: WorkServices, options: WorkersOptions): Promise<Workers> {
  const { store, reportFailure } = services
  await requeueUnfinished(services, new AbortController().signal)
  const sweep = startPeriodic({
    store,
    name: 'jobs-requeue',
    everyMs: 60_000,
    work: (signal) => requeueUnfinished(services, signal),
    reportFailure,
  })
  const worker = startWorker(services.queue, (taken, closing) => doWork(services, taken, closing), {
    ...options,
    onError: (thrown) => reportFailure('jobs', thrown),
  })
  return {
    async close(signal) {
      await Promise.all([sweep.close(), worker.close(signal)])
    },
  }
}
