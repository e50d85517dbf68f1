import { nameOf } from '../../../auth/actor.ts'
import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { change } from '../../change.ts'
import { datasetKey } from '../../datasets/chunks/dataset-key.ts'
import { teamFor } from '../../teams/team-for.ts'
import { findIncident, noteOf } from './incident.ts'
import { type IncidentRead, withNote } from './read-incident.ts'

export type IncidentStep =
  /** Somebody sees to it. */
  | { readonly to: 'acknowledged'; readonly owner?: string | undefined }
  /** Nobody wants to hear of it before then. */
  | { readonly to: 'snoozed'; readonly until: string }
  | { readonly to: 'resolved' }

export interface IncidentChange {
  readonly team: string
  readonly incident: string
  readonly step: IncidentStep
  readonly note?: string | undefined
}

const yearMs = 366 * 86_400_000

/** What people do about an incident. One that is resolved stays so; where its cause comes again, there is another. */
export async function changeIncident(
  services: Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { team: named, incident: id, step, note: text }: IncidentChange,
): Promise<IncidentRead> {
  const { id: team } = await teamFor(services, call, 'incidents.change', named)
  const now = services.now()
  if (step.to === 'snoozed') refuseOtherTimes(step.until, now)
  const owner = step.to === 'acknowledged' ? await ownerOf(services, call, team, step.owner) : undefined
  const before = await services.store.readTeam(team, (db) => findIncident(db, team, id))
  const key = text === undefined ? undefined : await datasetKey(services, team, before.dataset_id)
  const row = await change(services, call, team, async (tx, note) => {
    const known = await findIncident(tx, team, id)
    const { status, dataset_id: dataset, rule } = known
    if (status === 'resolved' && step.to === 'resolved') return known
    if (status === 'resolved') {
      throw new RequestError('CONFLICT', { message: 'the incident is resolved already', details: { status } })
    }
    const at = now.toISOString()
    await tx
      .updateTable('incidents')
      .set({
        status: step.to,
        snoozed_until: step.to === 'snoozed' ? new Date(step.until).toISOString() : null,
        ...(owner === undefined ? {} : { owner }),
        ...(step.to === 'resolved' ? { resolved_at: at, resolved_by: nameOf(call.actor) } : {}),
        ...(key === undefined || text === undefined ? {} : { note_sealed: noteOf.seal(key, id, text) }),
      })
      .where('team_id', '=', team)
      .where('id', '=', id)
      .execute()
    const said = { dataset, rule, ...(step.to === 'snoozed' ? { until: step.until } : {}) }
    const action = ({ acknowledged: 'acknowledge', snoozed: 'snooze', resolved: 'resolve' } as const)[step.to]
    note.audit({
      action: `incident.${action}`,
      subject: `incident:${id}`,
      details: said,
      before: { status },
      after: { status: step.to, owner },
    })
    note.event({ type: `incident.${step.to}`, subject: `incident:${id}`, data: said })
    return findIncident(tx, team, id)
  })
  return withNote(services, team, row)
}

function refuseOtherTimes(until: string, now: Date): void {
  const ms = Date.parse(until) - now.getTime()
  if (ms > 0 && ms <= yearMs) return
  throw new RequestError('REQUEST_INVALID', {
    message: 'an incident is snoozed until some time within a year',
    details: { problems: [{ path: 'until', message: 'it is past, or too far away' }] },
  })
}

/** Whoever acknowledges it, or a member of the team. */
async function ownerOf({ store }: Pick<Services, 'store'>, call: Call, team: string, user: string | undefined) {
  if (user === undefined) return nameOf(call.actor)
  const member = await store.readSystem((db) =>
    db
      .selectFrom('memberships')
      .select('user_id')
      .where('team_id', '=', team)
      .where('user_id', '=', user)
      .executeTakeFirst(),
  )
  if (member) return `user:${member.user_id}`
  throw new RequestError('REQUEST_INVALID', {
    message: 'the owner of an incident is a member of the team',
    details: { problems: [{ path: 'owner', message: 'there is no such member' }] },
  })
}
