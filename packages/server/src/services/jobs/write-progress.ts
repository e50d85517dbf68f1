import { z } from 'zod'
import type { Usage } from '../../jobs/usage-meter.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Hold } from './hold.ts'
import type { JobUsage } from './job.ts'
import type { JobProgress } from './job-kind.ts'

const partUsage = z.object({
  cpuSeconds: z.number(),
  memoryBytes: z.number(),
  seconds: z.number(),
  rows: z.number(),
  bytes: z.number(),
})

/** How far a partition is and what it used, and the job by that. Returns how far the job is. */
export async function writeProgress(
  tx: TeamTransaction,
  { team, job, partition }: Hold,
  { done, of, rows = 0, bytes = 0 }: JobProgress,
  usage: Usage,
  now: Date,
): Promise<number> {
  await tx
    .updateTable('job_partitions')
    .set({
      progress: of > 0 ? Math.min(1, done / of) : 0,
      rows,
      usage: JSON.stringify({ ...usage, rows, bytes } satisfies z.infer<typeof partUsage>),
    })
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .where('partition', '=', partition)
    .execute()
  const all = await tx
    .selectFrom('job_partitions')
    .select(['progress', 'usage'])
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .execute()
  const { started_at } = await tx
    .selectFrom('jobs')
    .select('started_at')
    .where('team_id', '=', team)
    .where('id', '=', job)
    .executeTakeFirstOrThrow()
  const progress = all.reduce((sum, one) => sum + one.progress, 0) / all.length
  const used = all.flatMap((one) => (one.usage === null ? [] : [partUsage.parse(JSON.parse(one.usage))]))
  const seconds = started_at === null ? 0 : (now.getTime() - Date.parse(started_at)) / 1000
  await tx
    .updateTable('jobs')
    .set({ progress, usage: JSON.stringify(together(used, seconds)) })
    .where('team_id', '=', team)
    .where('id', '=', job)
    .execute()
  return progress
}

function together(used: readonly z.infer<typeof partUsage>[], seconds: number): JobUsage {
  const sum = (of: 'cpuSeconds' | 'rows' | 'bytes') => used.reduce((total, one) => total + one[of], 0)
  const rows = sum('rows')
  const bytes = sum('bytes')
  const rate = (count: number) => (seconds > 0 ? Math.round(count / seconds) : 0)
  return {
    cpuSeconds: sum('cpuSeconds'),
    memoryBytes: Math.max(0, ...used.map(({ memoryBytes }) => memoryBytes)),
    rows,
    bytes,
    seconds,
    rowsPerSecond: rate(rows),
    bytesPerSecond: rate(bytes),
  }
}
