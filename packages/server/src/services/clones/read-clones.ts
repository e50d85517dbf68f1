import type { CloneOperation, ClonePlan, VerificationReport } from '@understudy/sdk/clone'
import type { Call, Services } from '../call.ts'
import { errorPlace, jobFailure } from '../jobs/job.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import { type Clone, type CloneDetail, type CloneRow, cloneOf, openAs } from './clone.ts'
import { cloneFor } from './clone-for.ts'

export interface CloneQuery {
  readonly team?: string | undefined
  readonly target?: string | undefined
  readonly status?: Clone['status'] | undefined
  readonly before?: string | undefined
  readonly limit: number
}

/** The newest first, plans among them. */
export async function listClones(
  services: Pick<Services, 'store'>,
  call: Call,
  { team: named, target, status, before, limit }: CloneQuery,
): Promise<{ readonly clones: readonly Clone[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'clones.read', teamMeant(call.actor, named))
  const rows = await services.store.readTeam(team, (db) => {
    let query = db.selectFrom('clones').selectAll().where('team_id', '=', team)
    if (target !== undefined)
      query = query.where((is) => is.or([is('target_id', '=', target), is('target_name', '=', target)]))
    if (status !== undefined) query = query.where('status', '=', status)
    if (before !== undefined) query = query.where('id', '<', before)
    return query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  return { clones: page.map(cloneOf), next }
}

/** One as it is now: its plan, how far it is table by table, what it said and what was found of it. */
export async function readClone(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { team, clone }: { readonly team?: string | undefined; readonly clone: string },
): Promise<CloneDetail> {
  const row = await cloneFor(services, call, { team, clone, action: 'clones.read' })
  const record = await openAs<{ operation: CloneOperation }>(services, row, 'record', row.record_sealed)
  const { operation } = record ?? {}
  const time = (at: unknown) => (typeof at === 'string' ? at : null)
  return {
    ...cloneOf(row),
    startedAt: time(operation?.startedAt),
    completedAt: time(operation?.completedAt),
    statistics: operation?.statistics ?? null,
    safetyChecks: operation?.safetyChecks ?? [],
    logs: (operation?.logs ?? []).map(({ at, level, message }) => ({ at: String(at), level, message })),
    failure: (await failureOf(services, row)) ?? operation?.failure ?? null,
    plan: await openAs<ClonePlan>(services, row, 'plan', row.plan_sealed),
    verification: await openAs<VerificationReport>(services, row, 'verification', row.verification_sealed),
  }
}

/** What its job says; jobs are not kept for ever. */
async function failureOf(
  { store, sealer }: Pick<Services, 'store' | 'sealer'>,
  { team_id: team, job_id, status }: CloneRow,
) {
  if (status !== 'failed') return undefined
  const job = await store.readTeam(team, (db) =>
    db
      .selectFrom('jobs')
      .select('error_sealed')
      .where('team_id', '=', team)
      .where('id', '=', job_id)
      .executeTakeFirst(),
  )
  if (!job?.error_sealed) return undefined
  const { errorCode, message } = jobFailure.parse(await sealer.openJson(team, errorPlace(job_id), job.error_sealed))
  return { code: errorCode, message }
}
