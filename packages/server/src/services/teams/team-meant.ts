import type { Actor } from '../../auth/actor.ts'
import { unauthenticated } from '../../auth/authorize.ts'
import { RequestError } from '../../errors/request-error.ts'

/** The team of a request that may leave it out: that of the key, or the only one of the member. */
export function teamMeant(actor: Actor, named: string | undefined): string {
  if (named !== undefined) return named
  if (actor.kind === 'nobody') throw unauthenticated('this is for whoever is signed in or shows a key')
  if (actor.kind === 'key') return actor.team
  const [only, ...others] = actor.kind === 'user' ? actor.memberships.keys() : []
  if (only !== undefined && others.length === 0) return only
  throw new RequestError('REQUEST_INVALID', {
    message: 'this request does not say which team it is about',
    hint: 'Add ?team= and the short name of a team.',
    details: { problems: [{ path: 'team', message: 'it is missing' }] },
  })
}
