import type { TeamTransaction } from '../../store/store.ts'
import { type Hold, requireHold } from './hold.ts'
import type { RegisteredKind } from './job-kind.ts'
import type { JobServices } from './job-services.ts'

/** What kills whoever takes it so often is offered to nobody else. */
export const mostTriesOfPartition = 5

/** Whether a partition is the place of one who helps. The last one is the finish. */
export function isPlace({ help }: RegisteredKind, partition: number, partitions: number): boolean {
  return help !== undefined && partition > 0 && partition < partitions
}

/** Those that nobody has, to whoever takes them. */
export async function offerPlaces(
  { store, queue }: Pick<JobServices, 'store' | 'queue'>,
  leader: Hold,
  partitions: number,
): Promise<void> {
  const { team, job } = leader
  const free = await store.team(team, async (tx) => {
    await requireHold(tx, leader)
    await placesOf(tx, leader, partitions)
      .set({ status: 'pending' })
      .where('status', '=', 'completed')
      .where('tries', '<', mostTriesOfPartition)
      .execute()
    return tx
      .selectFrom('job_partitions')
      .select('partition')
      .where('team_id', '=', team)
      .where('job_id', '=', job)
      .where('partition', '>', 0)
      .where('partition', '<', partitions)
      .where('status', '=', 'pending')
      .execute()
  })
  await queue.enqueue(
    team,
    job,
    free.map(({ partition }) => partition),
  )
}

/** With the work itself all places are over: whoever has one holds nothing from then on. */
export async function closePlaces(tx: TeamTransaction, leader: Hold, partitions: number): Promise<void> {
  await placesOf(tx, leader, partitions)
    .set((is) => ({ status: 'completed', fence: is('fence', '+', 1) }))
    .execute()
}

/** A place is taken from whoever had that taking of it; it is free then. */
export async function clearPlace(
  tx: TeamTransaction,
  { team, job, partition, fence }: Omit<Hold, 'tries'>,
): Promise<void> {
  await tx
    .updateTable('job_partitions')
    .set({ status: 'pending', fence: fence + 1 })
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .where('partition', '=', partition)
    .where('fence', '=', fence)
    .execute()
}

/** @param tries 0 where it ended well: it may be offered again as often as it takes */
export async function leavePlace(tx: TeamTransaction, hold: Hold, tries: number): Promise<void> {
  const { team, job, partition } = hold
  await requireHold(tx, hold)
  await tx
    .updateTable('job_partitions')
    .set({ status: 'completed', tries })
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .where('partition', '=', partition)
    .execute()
}

function placesOf(tx: TeamTransaction, { team, job }: Hold, partitions: number) {
  return tx
    .updateTable('job_partitions')
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .where('partition', '>', 0)
    .where('partition', '<', partitions)
}
