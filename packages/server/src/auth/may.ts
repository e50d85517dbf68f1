import { type Action, actions, administered, includes, type Role, whileArchived, withinLevel } from './permissions.ts'

/** How a person stands to a team, or to the system where there is no team. */
export interface Standing {
  readonly role?: Role | undefined
  readonly isSystemAdmin: boolean
  /** Of the team: the most that anybody does with its data. */
  readonly accessLevel?: Role | undefined
  readonly archived?: boolean
}

/**
 * Why somebody would be refused, in the words of a page that shows what it does not offer; undefined where they may. It
 * decides nothing: each request is authorized, and this is true to what that says.
 */
export function whyNot(
  { role, isSystemAdmin, accessLevel, archived = false }: Standing,
  action: Action,
): string | undefined {
  const from = actions[action]
  if (from === 'system') return isSystemAdmin ? undefined : 'This is for system administrators.'
  const granted = (isSystemAdmin && administered.has(action)) || (role !== undefined && includes(role, action))
  if (!granted) return `This needs the role ${from} in the team${role === undefined ? '' : `; yours is ${role}`}.`
  if (accessLevel !== undefined && !withinLevel(accessLevel, action))
    return `The team's access level is ${accessLevel}, and this needs more.`
  if (archived && !whileArchived.has(action)) return 'The team is archived: it is read, and not worked in.'
  return undefined
}
