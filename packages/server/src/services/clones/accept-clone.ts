import { createHash, randomBytes } from 'node:crypto'
import { UnderstudyError } from '@understudy/sdk'
import { parseSubset } from '@understudy/sdk/clone'
import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { connectionOf, type EnvironmentRow, type EnvironmentServices } from '../environments/environment.ts'
import { environmentFor, requireLevel } from '../environments/environment-for.ts'
import { holdEnvironment, passEnvironment } from '../environments/hold-environment.ts'
import type { Accepted } from '../jobs/job-kind.ts'
import { readAccepted } from '../policies/policy.ts'
import { type CloneRow, noProgress } from './clone.ts'
import type { CloneInput, CloneRequest } from './clone-request.ts'

interface Asked {
  readonly team: string
  readonly job: string
  readonly dryRun: boolean
  readonly request: CloneRequest
}

/**
 * All that can be refused before a worker has it. A clone that failed and can be gone on with is gone on with by the same
 * request; any other request begins anew, and takes away first what that one has left.
 */
export async function acceptClone(
  services: EnvironmentServices,
  call: Call,
  { team, job, dryRun, request }: Asked,
): Promise<Accepted<CloneInput>> {
  const { source, target } = await sidesFor(services, call, team, request)
  if (!dryRun) refuseUnconfirmed(target, request)
  const { policy, version } = await policyFor(services, team, request)
  if (request.subset !== undefined) parseSubset(request.subset)
  const asked = { ...request, source: source.id, target: target.id, policy, policyVersion: version }
  const { confirm: _, ...about } = asked
  const hash = createHash('sha256').update(JSON.stringify(about)).digest('hex')
  const left = dryRun ? undefined : await leftAt(services, target)
  const partitions = 1 + (dryRun ? 0 : await placesOf(services, [source, target], request))
  if (!dryRun) {
    const [mine, theirs] = [{ team, job }, left && { team: left.team_id, job: left.job_id }]
    if (theirs === undefined) await holdEnvironment(services, target.id, mine)
    else if (!(await passEnvironment(services, target.id, theirs, mine)))
      await holdEnvironment(services, target.id, mine)
  }
  const isPlan = left?.plan_hash?.startsWith(request.confirm?.plan ?? 'none') ?? false
  const isSame = left?.team_id === team && left.request_hash === hash && isPlan
  if (left && isSame && left.status === 'failed') {
    await services.store.team(team, (tx) =>
      tx
        .updateTable('clones')
        .set({ job_id: job, status: 'pending', is_left: 0, finished_at: null })
        .where('team_id', '=', team)
        .where('id', '=', left.id)
        .execute(),
    )
    return { input: { ...asked, clone: left.id, drop: null }, partitions }
  }
  const row: CloneRow = {
    team_id: team,
    id: job,
    job_id: job,
    clone_id: randomBytes(5).toString('hex'),
    source_id: source.id,
    target_id: target.id,
    source_name: source.name,
    target_name: target.name,
    policy_id: policy,
    policy_version: version,
    dry_run: dryRun ? 1 : 0,
    request_hash: hash,
    progress: JSON.stringify(noProgress),
    plan_hash: dryRun ? null : (request.confirm?.plan ?? null),
    plan_sealed: null,
    record_sealed: null,
    verification_sealed: null,
    backup_id: null,
    is_left: 0,
    status: 'pending',
    rolled_back_at: null,
    created_at: services.now().toISOString(),
    created_by: nameOf(call.actor),
    finished_at: null,
  }
  await services.store.team(team, (tx) => tx.insertInto('clones').values(row).execute())
  return { input: { ...asked, clone: job, drop: left ? { team: left.team_id, id: left.id } : null }, partitions }
}

async function sidesFor(services: EnvironmentServices, call: Call, team: string, request: CloneRequest) {
  const of = (environment: string) =>
    environmentFor(services, call, { environment, team, action: 'clones.start', level: 'clone' })
  const [source, target] = [await of(request.source), await of(request.target)]
  const refuse = (why: string) =>
    new UnderstudyError('TARGET_REFUSED', {
      operation: 'verify the target',
      message: `${target.row.name} is refused as a target: ${why}`,
      details: { stands: 'nothing was changed' },
    })
  if (target.row.type === 'production') throw refuse('it is production')
  if (target.row.is_read_only === 1) throw refuse('it is read-only')
  if (source.row.id === target.row.id) throw refuse('it is the source itself')
  if (request.waive.length > 0) requireLevel(source.level, 'admin', source.row.name)
  return { source: source.row, target: target.row }
}

/** A file is on one machine, and is copied by one worker. */
async function placesOf(
  services: EnvironmentServices,
  sides: readonly EnvironmentRow[],
  { helpers }: CloneRequest,
): Promise<number> {
  const urls = await Promise.all(sides.map(async (side) => (await connectionOf(services, side)).databaseUrl))
  return urls.every((url) => /^postgres(ql)?:/i.test(url)) ? helpers : 0
}

/** By the name of the target and by the hash of the plan, which a dry run shows. */
function refuseUnconfirmed(target: EnvironmentRow, { confirm }: CloneRequest): void {
  if (confirm?.name === target.name) return
  throw new UnderstudyError('UNCONFIRMED', {
    operation: 'confirm the clone',
    message: confirm
      ? `${JSON.stringify(confirm.name)} is not the name of the target`
      : 'nobody has confirmed what will be replaced',
    hint: 'Make a dry run, look at its plan, and confirm it by the name of the target and the hash of the plan.',
    details: { stands: 'nothing was changed' },
  })
}

async function policyFor(services: EnvironmentServices, team: string, { policy, policyVersion }: CloneRequest) {
  const { id, version } = await readAccepted(services, team, policy, policyVersion)
  return { policy: id, version }
}

/** What an earlier clone of the target, of whatever team, has left there. */
async function leftAt({ store }: EnvironmentServices, target: EnvironmentRow): Promise<CloneRow | undefined> {
  const { clone_team, clone_job } = target
  if (clone_team === null || clone_job === null) return undefined
  const row = await store
    .readTeam(clone_team, (db) =>
      db
        .selectFrom('clones')
        .selectAll()
        .where('team_id', '=', clone_team)
        .where('job_id', '=', clone_job)
        .executeTakeFirst(),
    )
    .catch((thrown: unknown) => {
      // That team was erased, and what it knew of the clone with it.
      if (thrown instanceof RequestError && thrown.code === 'NOT_FOUND') return undefined
      throw thrown
    })
  return row && row.is_left === 1 && row.status !== 'in_progress' && row.status !== 'pending' ? row : undefined
}
