import type { Access, Privilege } from '../../access.ts'
import { quoteIdentifier } from './quote.ts'

/**
 * What leads from one access to another, both told from the same start: first what is taken away, then what is given.
 *
 * @param on such as `TABLE public.orders`
 * @param from where it is not certain, what is wanted is said also where it may be so already
 */
export function privilegeStatements(
  on: string,
  from: Access | LikelyAccess | null,
  to: Access | null,
  { columns = '' }: PrivilegeOptions = {},
): string[] {
  const isCertain = from === null || !('certain' in from)
  const before = effects(from)
  const after = effects(to)
  const grant: Privilege[] = []
  const revoke: Privilege[] = []
  const narrow: Privilege[] = []
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const now = after.get(key)
    const was = before.get(key)
    const wanted = now ?? (was && undone(was))
    if (wanted === undefined || (isCertain && was !== undefined && same(was, wanted))) continue
    const isNarrowed = was?.state === 'granted' && was.grantable && !wanted.grantable
    if (wanted.state === 'revoked') revoke.push(wanted)
    else if (isNarrowed) narrow.push(wanted)
    if (wanted.state === 'granted' && !(isNarrowed && isCertain)) grant.push(wanted)
  }
  return [
    ...grouped(revoke).map(([who, names]) => `REVOKE ${list(names, columns)} ON ${on} FROM ${who}`),
    ...grouped(narrow).map(([who, names]) => `REVOKE GRANT OPTION FOR ${list(names, columns)} ON ${on} FROM ${who}`),
    ...grouped(grant.filter(({ grantable }) => !grantable)).map(
      ([who, names]) => `GRANT ${list(names, columns)} ON ${on} TO ${who}`,
    ),
    ...grouped(grant.filter(({ grantable }) => grantable)).map(
      ([who, names]) => `GRANT ${list(names, columns)} ON ${on} TO ${who} WITH GRANT OPTION`,
    ),
  ]
}

/** What an object may have got at its making, depending on who has made it. */
export interface LikelyAccess extends Access {
  readonly certain: false
}

interface PrivilegeOptions {
  /** Such as `("id")`, where only they are meant. */
  readonly columns?: string
}

interface Effect extends Privilege {
  readonly state: 'granted' | 'revoked'
}

function effects(access: Access | null): Map<string, Effect> {
  const found = new Map<string, Effect>()
  for (const one of access?.revoked ?? []) found.set(keyOf(one), { ...one, state: 'revoked' })
  for (const one of access?.granted ?? []) found.set(keyOf(one), { ...one, state: 'granted' })
  return found
}

function keyOf({ grantee, privilege }: Privilege): string {
  return `${grantee === null ? '' : `role ${grantee}`} ${privilege}`
}

/** What is as it was at the making again: what was given is taken, what was taken is given. */
function undone(effect: Effect): Effect {
  return { ...effect, grantable: false, state: effect.state === 'granted' ? 'revoked' : 'granted' }
}

function same(one: Effect, other: Effect): boolean {
  return one.state === other.state && (one.state === 'revoked' || one.grantable === other.grantable)
}

function grouped(privileges: readonly Privilege[]): [string, string[]][] {
  const groups = new Map<string, string[]>()
  for (const { grantee, privilege } of privileges) {
    const who = grantee === null ? 'PUBLIC' : quoteIdentifier(grantee)
    groups.set(who, [...(groups.get(who) ?? []), privilege])
  }
  return [...groups]
}

function list(privileges: readonly string[], columns: string): string {
  return privileges.map((privilege) => (columns === '' ? privilege : `${privilege} ${columns}`)).join(', ')
}
