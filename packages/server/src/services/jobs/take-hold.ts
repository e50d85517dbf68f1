import type { Selectable } from 'kysely'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import type { Hold } from './hold.ts'
import type { JobServices } from './job-services.ts'

export type Taking =
  /** Nothing to do: there is no such job, it is done, or it is too early. */
  | { readonly what: 'nothing' }
  /** All partitions are done, and the finish is due. */
  | { readonly what: 'finish-due'; readonly partition: number }
  /** Failed or cancelled: what it left is to be taken away. */
  | { readonly what: 'ended'; readonly job: Selectable<TeamTables['jobs']> }
  | {
      readonly what: 'held'
      readonly job: Selectable<TeamTables['jobs']>
      readonly hold: Hold
      readonly partitions: number
      readonly isFinish: boolean
    }

/** Takes a partition away from whoever had it. The first one starts the job. */
export function takeHold(
  services: JobServices,
  call: Call,
  { team, job: id, partition }: Omit<Hold, 'fence' | 'tries'>,
): Promise<Taking> {
  return change(services, call, team, async (tx, note): Promise<Taking> => {
    const job = await tx
      .selectFrom('jobs')
      .selectAll()
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!job || job.status === 'completed') return { what: 'nothing' }
    if (job.status === 'failed' || job.status === 'cancelled') return { what: 'ended', job }
    const rows = await tx
      .selectFrom('job_partitions')
      .select(['partition', 'status', 'fence', 'tries'])
      .where('team_id', '=', team)
      .where('job_id', '=', id)
      .orderBy('partition')
      .execute()
    const partitions = rows.length - 1
    const isFinish = partition === partitions
    const allDone = rows.slice(0, -1).every(({ status }) => status === 'completed')
    const row = rows[partition]
    if (row === undefined || (isFinish && !allDone)) return { what: 'nothing' }
    if (row.status === 'completed') return allDone ? { what: 'finish-due', partition: partitions } : { what: 'nothing' }
    const fence = row.fence + 1
    const tries = row.tries + 1
    await tx
      .updateTable('job_partitions')
      .set({ status: 'running', fence, tries, progress: 0, rows: 0, usage: null })
      .where('team_id', '=', team)
      .where('job_id', '=', id)
      .where('partition', '=', partition)
      .execute()
    if (job.status === 'pending') {
      await tx
        .updateTable('jobs')
        .set({ status: 'running', started_at: services.now().toISOString() })
        .where('team_id', '=', team)
        .where('id', '=', id)
        .execute()
      note.event({ type: 'job.started', subject: `job:${id}`, data: { kind: job.kind, partitions } })
    }
    return { what: 'held', job, hold: { team, job: id, partition, fence, tries }, partitions, isFinish }
  })
}
