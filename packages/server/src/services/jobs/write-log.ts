import type { TeamTransaction } from '../../store/store.ts'
import type { JobLogLevel } from './job-kind.ts'

/** A job that repeats itself fills no store. */
const mostLines = 1000

export async function writeLog(
  tx: TeamTransaction,
  { team, job, at }: { readonly team: string; readonly job: string; readonly at: Date },
  level: JobLogLevel,
  text: string,
): Promise<void> {
  const { last } = await tx
    .selectFrom('job_log')
    .select((of) => of.fn.max('position').as('last'))
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .executeTakeFirstOrThrow()
  const position = (last ?? 0) + 1
  if (position > mostLines) return
  await tx
    .insertInto('job_log')
    .values({ team_id: team, job_id: job, position, at: at.toISOString(), level, text: text.slice(0, 2000) })
    .execute()
}
