import type { JobQueue, QueueCount } from '../../jobs/job-queue.ts'
import type { Metrics } from '../../observe/metrics.ts'

/** What became of a piece of work that was taken: lost is what another has by now, or nobody needs any more. */
export type WorkOutcome = 'done' | 'failed' | 'given back' | 'lost'

/** What this process does of jobs, in figures. */
export interface JobFigures {
  /** Of a kind that this server knows. Called with what came of it, once. */
  begin(kind: string): (outcome: WorkOutcome) => void
}

const bounds = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800]

export function createJobFigures(metrics: Metrics, clock: () => number): JobFigures {
  const underWay = new Map<string, number>()
  const running = metrics.gauge('understudy_job_partitions_under_way', 'Pieces of jobs that this process works on.')
  const ended = metrics.counter('understudy_job_partitions_total', 'Pieces of jobs that this process worked on.')
  const seconds = metrics.histogram('understudy_job_partition_seconds', 'How long a piece of a job took.', bounds)
  const change = (kind: string, by: 1 | -1) => {
    const now = (underWay.get(kind) ?? 0) + by
    underWay.set(kind, now)
    running.set(now, { kind })
  }
  return {
    begin(kind) {
      const began = clock()
      change(kind, 1)
      return (outcome) => {
        change(kind, -1)
        ended.add({ kind, outcome })
        seconds.observe((clock() - began) / 1000, { kind })
      }
    },
  }
}

/** How much work there is in the queue, for all processes: looked at now and then. */
export function watchQueue(
  queue: Pick<JobQueue, 'count'>,
  metrics: Metrics,
  { everyMs = 15_000, onError }: { readonly everyMs?: number; readonly onError: (thrown: unknown) => void },
): { close(): Promise<void> } {
  const gauge = metrics.gauge('understudy_job_queue', 'Pieces of jobs that wait, and that somebody works on.')
  const tell = ({ waiting, taken }: QueueCount) => {
    gauge.set(waiting, { state: 'waiting' })
    gauge.set(taken, { state: 'taken' })
  }
  let looking: Promise<void> | undefined
  const look = () => {
    looking ??= queue
      .count()
      .then(tell, onError)
      .finally(() => {
        looking = undefined
      })
  }
  look()
  const timer = setInterval(look, everyMs)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}
