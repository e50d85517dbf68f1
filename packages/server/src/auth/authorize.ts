import { RequestError } from '../errors/request-error.ts'
import { noSuchTeam } from '../store/names.ts'
import type { Actor } from './actor.ts'
import { type Action, actions, administered, includes, scopes } from './permissions.ts'

/**
 * The one place that says whether somebody may. An action of a team needs the team's id, found before; whoever has
 * nothing to do with that team gets the answer of a team that does not exist. What is not allowed here is refused.
 */
export function authorize(actor: Actor, action: Action, team?: string): void {
  const ofTeam = actions[action] !== 'system'
  if (ofTeam && team === undefined) throw new Error(`${action} was authorized for no team`)
  switch (actor.kind) {
    case 'nobody':
      refuseNobody(actor)
      return
    case 'system':
      return
    case 'key':
      if (team !== undefined && actor.team !== team) throw noSuchTeam()
      if (!scopes.includes(action)) {
        throw forbidden(action, `no key may do this: it needs ${neededBy(action)}`, { role: actions[action] })
      }
      if (actor.scopes.has(action)) return
      throw forbidden(action, `the key lacks the scope ${action}`, { scope: action })
    case 'user': {
      if (actor.isSystemAdmin && (!ofTeam || administered.has(action))) return
      const role = team === undefined ? undefined : actor.memberships.get(team)
      if (role === undefined && team !== undefined && !actor.isSystemAdmin) throw noSuchTeam()
      if (role !== undefined && includes(role, action)) return
      throw forbidden(action, `this needs ${neededBy(action)}`, { role: actions[action] })
    }
  }
}

/** For what is shown to some and left out for others; what is refused as a whole is authorized. */
export function isAllowed(actor: Actor, action: Action, team: string): boolean {
  try {
    authorize(actor, action, team)
    return true
  } catch (thrown) {
    if (thrown instanceof RequestError) return false
    throw thrown
  }
}

/** For what needs no more than to be known. */
export function refuseNobody(actor: Actor): void {
  if (actor.kind === 'nobody') throw unauthenticated('this is for whoever is signed in or shows a key')
}

/** For what only a person does: passwords, sessions, what is one's own. */
export function userOf(actor: Actor): Extract<Actor, { kind: 'user' }> {
  if (actor.kind === 'user') return actor
  if (actor.kind === 'nobody') throw unauthenticated('this is for a person who is signed in')
  throw new RequestError('FORBIDDEN', {
    message: `this is for a person who is signed in, not for a ${actor.kind}`,
  })
}

export function unauthenticated(message: string): RequestError {
  return new RequestError('UNAUTHENTICATED', { message })
}

function neededBy(action: Action): string {
  return actions[action] === 'system' ? 'a system administrator' : `the role ${actions[action]} in the team`
}

function forbidden(action: Action, message: string, details: Record<string, string>): RequestError {
  return new RequestError('FORBIDDEN', { message, details: { action, ...details } })
}
