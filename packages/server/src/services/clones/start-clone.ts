import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { readActive } from '../environments/active-environment.ts'
import type { EnvironmentServices } from '../environments/environment.ts'
import type { Job } from '../jobs/job.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startJob } from '../jobs/start-job.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import { type Clone, cloneOf } from './clone.ts'
import { cloneFor } from './clone-for.ts'
import type { CloneRequest } from './clone-request.ts'

type CloneServices = EnvironmentServices & JobServices

export interface CloneAsked extends Omit<CloneRequest, 'target'> {
  readonly team?: string | undefined
  /** The active environment of the team where it is left out. */
  readonly target?: string | undefined
  readonly dryRun: boolean
}

/** A masked copy of one environment in the place of another, or the plan of one. */
export async function startClone(
  services: CloneServices,
  call: Call,
  { team: named, dryRun, target, ...request }: CloneAsked,
): Promise<Clone> {
  const { id: team } = await teamFor(services, call, 'clones.start', teamMeant(call.actor, named))
  const into = target ?? (await readActive(services, call, team))?.id
  if (into === undefined) {
    throw new RequestError('REQUEST_INVALID', {
      message: 'no target is named, and the team has no active environment',
      hint: 'Name one, or choose one as the active environment of the team.',
      details: { problems: [{ path: 'target', message: 'it is missing' }] },
    })
  }
  const kind = services.kinds.get(dryRun ? 'clone-plan' : 'clone')
  if (!kind) throw new Error('the server was started without jobs of clones')
  const job = await startJob(services, call, { team, kind, request: { ...request, target: into } })
  const row = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('clones')
      .selectAll()
      .where('team_id', '=', team)
      .where('job_id', '=', job.id)
      .executeTakeFirstOrThrow(),
  )
  return cloneOf(row)
}

/** What stood in the target's place before stands there again. */
export async function startRollback(
  services: CloneServices,
  call: Call,
  {
    team,
    clone,
    ...request
  }: {
    readonly team?: string | undefined
    readonly clone: string
    readonly confirm: string
    readonly disconnect: boolean
  },
): Promise<Job> {
  const row = await cloneFor(services, call, { team, clone, action: 'clones.rollback' })
  const kind = services.kinds.get('clone-rollback')
  if (!kind) throw new Error('the server was started without jobs of clones')
  return startJob(services, call, { team: row.team_id, kind, request: { ...request, clone: row.id } })
}
