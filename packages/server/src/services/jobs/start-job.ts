import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Job, jobColumns, jobOf } from './job.ts'
import { sealInput } from './job-input.ts'
import type { RegisteredKind } from './job-kind.ts'
import type { JobServices } from './job-services.ts'

/** Of one team, waiting or running. */
const mostOpenJobs = 200

interface JobRequest {
  readonly team: string
  readonly kind: RegisteredKind
  readonly request: unknown
  readonly retryOf?: { readonly id: string; readonly attempt: number }
  /** In the transaction that accepts it, and throws where it is not to be. */
  readonly within?: ((tx: TeamTransaction, job: string) => Promise<void>) | undefined
}

/** Accepts work. Once this returns it will be done, or be said to have failed, whatever process dies. */
export async function startJob(
  services: JobServices,
  call: Call,
  { team: named, kind, request, retryOf, within }: JobRequest,
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  const id = services.newId()
  await refuseTooMany(services, team)
  const { input, partitions } = await kind.accept(call, team, id, request)
  try {
    const input_sealed = await sealInput(services.sealer, team, id, { request, input })
    const row = await change(services, call, team, async (tx, note) => {
      await within?.(tx, id)
      const made = await tx
        .insertInto('jobs')
        .values({
          team_id: team,
          id,
          kind: kind.kind,
          status: 'pending',
          input_sealed,
          result: null,
          progress: 0,
          error_sealed: null,
          cancel_requested: 0,
          attempt: (retryOf?.attempt ?? 0) + 1,
          retry_of: retryOf?.id ?? null,
          usage: null,
          created_at: services.now().toISOString(),
          created_by: nameOf(call.actor),
          started_at: null,
          finished_at: null,
        })
        .returning(jobColumns)
        .executeTakeFirstOrThrow()
      const fresh = { status: 'pending', fence: 0, tries: 0, progress: 0, rows: 0, usage: null, result: null } as const
      // One more than it is cut into: the last is the finish.
      const rows = Array.from({ length: partitions + 1 }, (_, partition) => ({
        team_id: team,
        job_id: id,
        partition,
        ...fresh,
      }))
      for (let from = 0; from < rows.length; from += 500) {
        await tx
          .insertInto('job_partitions')
          .values(rows.slice(from, from + 500))
          .execute()
      }
      const about = { kind: kind.kind, partitions, ...(retryOf ? { retryOf: retryOf.id } : {}) }
      note.audit({ action: 'job.start', subject: `job:${id}`, details: about })
      note.event({ type: 'job.created', subject: `job:${id}`, data: about })
      return made
    })
    await services.queue.enqueue(
      team,
      id,
      kind.help ? [0] : Array.from({ length: partitions }, (_, partition) => partition),
    )
    return await jobOf(services.sealer, row)
  } catch (thrown) {
    // Where the job is there all the same, what was not enqueued is found by the sweep.
    const stands = await services.store.readTeam(team, (db) =>
      db.selectFrom('jobs').select('id').where('team_id', '=', team).where('id', '=', id).executeTakeFirst(),
    )
    if (!stands) await kind.discard(team, id, input)
    throw thrown
  }
}

async function refuseTooMany({ store }: Pick<JobServices, 'store'>, team: string): Promise<void> {
  const { open } = await store.readTeam(team, (db) =>
    db
      .selectFrom('jobs')
      .select((of) => of.fn.countAll<number | string | bigint>().as('open'))
      .where('team_id', '=', team)
      .where('status', 'in', ['pending', 'running'])
      .executeTakeFirstOrThrow(),
  )
  if (Number(open) < mostOpenJobs) return
  throw new RequestError('LIMIT_EXCEEDED', {
    message: `a team has at most ${mostOpenJobs} jobs that wait or run`,
    hint: 'Wait until some have ended, or cancel them.',
    details: { limit: 'openJobs', most: mostOpenJobs },
  })
}
