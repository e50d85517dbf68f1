import type { JobQueue } from '../../jobs/job-queue.ts'
import type { Services } from '../call.ts'
import type { JobKinds } from './job-kind.ts'

/** What jobs stand on. */
export type JobServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'> & {
  readonly queue: JobQueue
  readonly kinds: JobKinds
}
