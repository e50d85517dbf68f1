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

/**
 * How far a partition is and what it used, and the job by that. Returns how far the job is. Of what is led the first
 * partition tells of all rows, and those of the others are among them.
 */
export async function writeProgress(
  tx: TeamTransaction,
  { team, job, partition }: Hold,
  { done, of, rows = 0, bytes = 0 }: JobProgress,
  { usage, now, isLed }: { readonly usage: Usage; readonly now: Date; readonly isLed: boolean },
): Promise<number> {
  await tx
    .updateTable('job_partitions')
    .set({
      progress: of > 0 ? Math.min(1, done / of) : 0,
      rows,
      usage: JSON.stringify({ ...usage, rows, bytes } satisfies PartUsage),
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
    .orderBy('partition')
    .execute()
  const { started_at } = await tx
    .selectFrom('jobs')
    .select('started_at')
    .where('team_id', '=', team)
    .where('id', '=', job)
    .executeTakeFirstOrThrow()
  const counted = isLed ? [all[0]!, all.at(-1)!] : all
  const progress = counted.reduce((sum, one) => sum + one.progress, 0) / counted.length
  const usedBy = (parts: typeof all) =>
    parts.flatMap((one) => (one.usage === null ? [] : [partUsage.parse(JSON.parse(one.usage))]))
  const seconds = started_at === null ? 0 : (now.getTime() - Date.parse(started_at)) / 1000
  await tx
    .updateTable('jobs')
    .set({ progress, usage: JSON.stringify(together(usedBy(all), usedBy(isLed ? counted : all), seconds)) })
    .where('team_id', '=', team)
    .where('id', '=', job)
    .execute()
  return progress
}

type PartUsage = z.infer<typeof partUsage>

function together(used: readonly PartUsage[], telling: readonly PartUsage[], seconds: number): JobUsage {
  const sum = (parts: readonly PartUsage[], of: 'cpuSeconds' | 'rows' | 'bytes') =>
    parts.reduce((total, one) => total + one[of], 0)
  const rows = sum(telling, 'rows')
  const bytes = sum(telling, 'bytes')
  const rate = (count: number) => (seconds > 0 ? Math.round(count / seconds) : 0)
  return {
    cpuSeconds: sum(used, 'cpuSeconds'),
    memoryBytes: Math.max(0, ...used.map(({ memoryBytes }) => memoryBytes)),
    rows,
    bytes,
    seconds,
    rowsPerSecond: rate(rows),
    bytesPerSecond: rate(bytes),
  }
}
