import { authorize } from '../../auth/authorize.ts'
import type { JobQueue, QueueCount } from '../../jobs/job-queue.ts'
import type { Call, Services } from '../call.ts'
import { type Instance, livingInstances } from './instances.ts'

export interface SystemHealth {
  /** By the store's clock. */
  readonly at: Date
  readonly instances: readonly Instance[]
  readonly queue: QueueCount
  readonly storage: {
    readonly teams: number
    readonly datasets: number
    readonly versions: number
    readonly bytes: number
  }
}

/** What is at work, what waits for it, and how much is kept. Figures alone: nothing of what teams have is read. */
export async function readSystemHealth(
  { store, clock, queue }: Pick<Services, 'store' | 'clock'> & { readonly queue: Pick<JobQueue, 'count'> },
  call: Call,
): Promise<SystemHealth> {
  authorize(call.actor, 'system.operate')
  const at = await clock()
  const teams = await store.places()
  const storage = { teams: teams.length, datasets: 0, versions: 0, bytes: 0 }
  for (const team of teams) {
    call.signal.throwIfAborted()
    const { datasets, versions, bytes } = await store.readTeam(team, (db) =>
      db
        .selectFrom('versions')
        .select((of) => [
          of.fn.count<number>('dataset_id').distinct().as('datasets'),
          of.fn.countAll<number>().as('versions'),
          of.fn.sum<number>('bytes').as('bytes'),
        ])
        .where('team_id', '=', team)
        .where('status', '!=', 'erased')
        .executeTakeFirstOrThrow(),
    )
    storage.datasets += Number(datasets)
    storage.versions += Number(versions)
    storage.bytes += Number(bytes ?? 0)
  }
  return { at, instances: await livingInstances(store, at), queue: await queue.count(), storage }
}
