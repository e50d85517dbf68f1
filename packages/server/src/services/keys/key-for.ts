import { authorize } from '../../auth/authorize.ts'
import type { Action } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'

/** The row of a key, for whoever may do this in its team; others are told that there is none. */
export async function keyFor({ store }: Pick<Services, 'store'>, { actor }: Call, action: Action, id: string) {
  if (actor.kind === 'nobody') authorize(actor, action, id)
  const row = await store.readSystem((db) =>
    db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  const isTheirs =
    actor.kind === 'system' ||
    (actor.kind === 'key'
      ? row?.team_id === actor.team
      : actor.kind === 'user' && actor.memberships.has(row?.team_id ?? ''))
  if (!row || !isTheirs) throw new RequestError('NOT_FOUND', { message: 'there is no such key' })
  authorize(actor, action, row.team_id)
  return row
}
