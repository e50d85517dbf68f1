import { describe, expect, test } from 'vitest'
import type { Actor } from './actor.ts'
import { isAllowed } from './authorize.ts'
import { whyNot } from './may.ts'
import { actionNames, actions, roles } from './permissions.ts'

const standings = [undefined, ...roles].flatMap((role) =>
  [true, false].map((isSystemAdmin) => ({ role, isSystemAdmin })),
)

describe.each(standings)('as $role, a system administrator: $isSystemAdmin', ({ role, isSystemAdmin }) => {
  const memberships = new Map(role === undefined ? [] : [['team', role] as const])
  const actor = { kind: 'user', id: 'u', email: '', name: '', session: 's', isSystemAdmin, memberships } as Actor
  test.each(actionNames())('%s is offered exactly where it is allowed', (action) => {
    expect(whyNot({ role, isSystemAdmin }, action) === undefined).toBe(isAllowed(actor, action, 'team'))
  })
})

test('what is refused says what it would need', () => {
  expect(whyNot({ role: 'read', isSystemAdmin: false }, 'jobs.start')).toBe(
    'This needs the role write in the team; yours is read.',
  )
  expect(actions['jobs.start']).toBe('write')
  expect(whyNot({ role: 'admin', isSystemAdmin: false, accessLevel: 'read' }, 'jobs.start')).toMatch(
    /access level is read/,
  )
  expect(whyNot({ role: 'admin', isSystemAdmin: false, archived: true }, 'jobs.start')).toMatch(/archived/)
  expect(whyNot({ role: 'admin', isSystemAdmin: false, archived: true }, 'jobs.read')).toBeUndefined()
})
