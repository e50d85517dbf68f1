import { refuseNobody } from '../../auth/authorize.ts'
import type { Action } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import type { CloneRow } from './clone.ts'
import { findCloneRow } from './clone-row.ts'

/** A clone of a team, for whoever may do this there; where no team is named, of any that the caller is in. */
export async function cloneFor(
  services: Pick<Services, 'store'>,
  call: Call,
  {
    team: named,
    clone,
    action,
  }: { readonly team?: string | undefined; readonly clone: string; readonly action: Action },
): Promise<CloneRow> {
  refuseNobody(call.actor)
  const { actor } = call
  if (named === undefined && actor.kind === 'user') {
    for (const team of actor.memberships.keys()) {
      if ((await findCloneRow(services, team, clone)) === undefined) continue
      return cloneFor(services, call, { team, clone, action })
    }
    if (!actor.isSystemAdmin || actor.memberships.size > 0) throw noSuchClone()
  }
  const { id: team } = await teamFor(services, call, action, teamMeant(actor, named))
  const row = await findCloneRow(services, team, clone)
  if (!row) throw noSuchClone()
  return row
}

function noSuchClone(): RequestError {
  return new RequestError('NOT_FOUND', { message: 'there is no such clone, or it is none of a team of yours' })
}
