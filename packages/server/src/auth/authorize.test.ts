import { describe, expect, test } from 'vitest'
import type { Actor } from './actor.ts'
import { authorize } from './authorize.ts'
import { type Action, actionNames, actions, administered, type Role, roles, scopes } from './permissions.ts'

const user = (memberships: [string, Role][], isSystemAdmin = false): Actor => ({
  kind: 'user',
  id: 'u',
  email: 'u@example.org',
  name: 'U',
  isSystemAdmin,
  session: 's',
  memberships: new Map(memberships),
})
const key = (team: string, ...scopes: Action[]): Actor => ({
  kind: 'key',
  id: 'k',
  name: 'K',
  team,
  scopes: new Set(scopes),
})

function answer(actor: Actor, action: Action, team: string | undefined): string {
  try {
    authorize(actor, action, team)
    return 'yes'
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'broken'
  }
}

/** Written out, not computed from the table: what each role may. */
const may = {
  read: 'team.read config.read members.read keys.read datasets.read leases.take jobs.read quality.read schedules.read events.read environments.read clones.read policies.read connectors.read',
  write:
    'datasets.write datasets.receive jobs.start jobs.cancel quality.write incidents.change schedules.write environments.activate environments.check clones.start clones.cancel policies.scan schemas.compare connectors.use',
  admin:
    'team.update config.change members.change keys.change datasets.erase datasets.distribute rows.reveal versions.decide leases.change webhooks.read webhooks.change audit.read environments.reset clones.rollback policies.change schemas.apply notifications.read notifications.change connectors.change',
  system: 'team.create team.erase team.limit users.read users.change system.audit system.operate environments.change',
}
const rank = ['read', 'write', 'admin', 'system'] as const

test('every action is in the matrix once, under the role that it starts with', () => {
  const all = rank.flatMap((from) => may[from].split(' ').map((action) => [action, from]))
  expect(Object.fromEntries(all)).toEqual(actions)
  expect(all.length).toBe(actionNames().length)
})

describe.each(actionNames())('%s', (action) => {
  const from = rank.findIndex((name) => may[name].split(' ').includes(action))
  const ofTeam = from < 3

  test.each(roles)('a member with the role %s', (role) => {
    const expected = rank.indexOf(role) >= from ? 'yes' : 'FORBIDDEN'
    expect(answer(user([['mine', role]]), action, 'mine')).toBe(expected)
  })
  test.each(roles)('a member with the role %s of another team sees no such team', (role) => {
    expect(answer(user([['other', role]]), action, 'mine')).toBe('NOT_FOUND')
  })
  test('who is not signed in is asked to, whatever the team', () => {
    for (const team of ['mine', 'none']) expect(answer({ kind: 'nobody' }, action, team)).toBe('UNAUTHENTICATED')
  })
  test('nobody in particular sees no such team', () => {
    expect(answer(user([]), action, 'mine')).toBe('NOT_FOUND')
  })
  test('a role in a team is none in the system', () => {
    expect(answer(user([['mine', 'admin']]), action, undefined)).toBe(ofTeam ? 'broken' : 'FORBIDDEN')
  })
  test('a system administrator administers teams and reads no data of them', () => {
    const expected = !ofTeam || administered.has(action) ? 'yes' : 'FORBIDDEN'
    expect(answer(user([], true), action, ofTeam ? 'mine' : undefined)).toBe(expected)
    if (/datasets|leases|jobs|quality|events|audit|keys|webhooks|clones|policies|schemas/.test(action) && ofTeam)
      expect(expected).toBe('FORBIDDEN')
  })
  test('a system administrator who is a member may what the membership says', () => {
    expect(answer(user([['mine', 'admin']], true), action, 'mine')).toBe('yes')
  })
  test('a key may what its scopes name, in its team alone, and never what is the system’s or makes keys or members', () => {
    const others = actionNames().filter((name) => name !== action)
    const never = !ofTeam || action === 'keys.change' || action === 'members.change'
    expect(answer(key('mine', action), action, 'mine')).toBe(never ? 'FORBIDDEN' : 'yes')
    expect(answer(key('mine', ...others), action, 'mine')).toBe('FORBIDDEN')
    expect(answer(key('other', ...actionNames()), action, 'mine')).toBe('NOT_FOUND')
    if (!ofTeam) expect(answer(key('mine', ...actionNames()), action, undefined)).toBe('FORBIDDEN')
  })
  test('the server itself may', () => {
    expect(answer({ kind: 'system', for: undefined }, action, ofTeam ? 'mine' : undefined)).toBe('yes')
  })
})

test('no scope lets a key make keys, members or anything of the system', () => {
  for (const scope of ['keys.change', 'members.change', ...may.system.split(' ')]) expect(scopes).not.toContain(scope)
  expect(() => authorize(key('mine', 'team.read'), 'team.create')).toThrow(
    'no key may do this: it needs a system administrator',
  )
  expect(() => authorize(key('mine', 'team.read'), 'keys.change', 'mine')).toThrow(
    'no key may do this: it needs the role admin',
  )
  expect(() => authorize(key('mine', 'team.read'), 'jobs.read', 'mine')).toThrow('the key lacks the scope jobs.read')
  expect(scopes.length).toBe(actionNames().length - 2 - may.system.split(' ').length)
})
