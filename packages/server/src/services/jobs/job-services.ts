import type { JobQueue } from '../../jobs/job-queue.ts'
import type { createUsageMeter } from '../../jobs/usage-meter.ts'
import type { Services } from '../call.ts'
import type { JobFigures } from './job-figures.ts'
import type { JobKinds } from './job-kind.ts'

/** What jobs stand on. */
export type JobServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'> & {
  readonly queue: JobQueue
  readonly kinds: JobKinds
}

/** And whoever does them. */
export type WorkServices = JobServices & {
  readonly meter: ReturnType<typeof createUsageMeter>
  /** For whoever runs the server: what a run threw that no request is to blame for. */
  readonly reportFailure: (name: string, thrown: unknown) => void
  readonly figures?: JobFigures
  /** How often one partition is tried, deaths of workers counted in. */
  readonly mostTries?: number
  readonly beatMs?: number
}
