/** Of a member in a team. Each holds what the ones before it hold. */
export const roles = ['read', 'write', 'admin'] as const
export type Role = (typeof roles)[number]

/**
 * Everything that anyone may do, and from which role on. `system` is for system administrators alone, who are no members
 * of a team by that: they administer it and do not read its data. A route without an action of this table fails at start.
 */
export const actions = {
  'team.read': 'read',
  'team.update': 'admin',
  'config.read': 'read',
  'config.change': 'admin',
  'team.create': 'system',
  'team.erase': 'system',
  'team.limit': 'system',
  'members.read': 'read',
  'members.change': 'admin',
  'keys.read': 'read',
  'keys.change': 'admin',
  'datasets.read': 'read',
  'datasets.write': 'write',
  'datasets.erase': 'admin',
  'datasets.distribute': 'admin',
  'rows.reveal': 'admin',
  'datasets.receive': 'write',
  'versions.decide': 'admin',
  'leases.take': 'read',
  'leases.change': 'admin',
  'jobs.read': 'read',
  'jobs.start': 'write',
  'jobs.cancel': 'write',
  'environments.read': 'read',
  'environments.activate': 'write',
  'environments.check': 'write',
  'environments.reset': 'admin',
  'environments.change': 'system',
  'clones.read': 'read',
  'clones.start': 'write',
  'clones.cancel': 'write',
  'clones.rollback': 'admin',
  'policies.read': 'read',
  'policies.scan': 'write',
  'policies.change': 'admin',
  'schemas.compare': 'write',
  'schemas.apply': 'admin',
  'quality.read': 'read',
  'quality.write': 'write',
  'incidents.change': 'write',
  'schedules.read': 'read',
  'schedules.write': 'write',
  'events.read': 'read',
  'webhooks.read': 'admin',
  'webhooks.change': 'admin',
  'notifications.read': 'admin',
  'notifications.change': 'admin',
  'connectors.read': 'read',
  'connectors.use': 'write',
  'connectors.change': 'admin',
  'audit.read': 'admin',
  'users.read': 'system',
  'users.change': 'system',
  'system.audit': 'system',
  'system.operate': 'system',
} as const satisfies Record<string, Role | 'system'>

export type Action = keyof typeof actions

/** What a system administrator may do in any team: see to it that somebody is in charge, and no more. */
export const administered: ReadonlySet<Action> = new Set<Action>([
  'team.read',
  'team.update',
  'members.read',
  'members.change',
  'environments.read',
])

/** What a key can be given. It makes neither keys nor members: what leaks with it must end with it. */
export const scopes: readonly Action[] = actionNames().filter(
  (action) => actions[action] !== 'system' && action !== 'keys.change' && action !== 'members.change',
)

/** What goes on in a team that is archived: reading, and what lets one end it or bring it back. */
export const whileArchived: ReadonlySet<Action> = new Set<Action>([
  'team.read',
  'team.update',
  'config.read',
  'config.change',
  'members.read',
  'members.change',
  'keys.read',
  'keys.change',
  'datasets.read',
  'datasets.erase',
  'jobs.read',
  'jobs.cancel',
  'environments.read',
  'clones.read',
  'clones.cancel',
  'policies.read',
  'quality.read',
  'schedules.read',
  'events.read',
  'webhooks.read',
  'webhooks.change',
  'notifications.read',
  'notifications.change',
  'connectors.read',
  'connectors.change',
  'audit.read',
])

/**
 * What a team does with data of its own. Where a team has an access level, it does no more than that level holds,
 * whatever roles its members have: what it gets is given to it.
 */
const ofOwnData: ReadonlySet<Action> = new Set<Action>([
  'datasets.write',
  'datasets.erase',
  'datasets.distribute',
  'versions.decide',
  'jobs.start',
  'jobs.cancel',
  'clones.start',
  'clones.cancel',
  'clones.rollback',
  'environments.reset',
  'policies.change',
  'schemas.apply',
  'quality.write',
  'incidents.change',
  'schedules.write',
])

export function withinLevel(level: Role, action: Action): boolean {
  return !ofOwnData.has(action) || includes(level, action)
}

export function includes(role: Role, action: Action): boolean {
  const from = actions[action]
  return from !== 'system' && roles.indexOf(role) >= roles.indexOf(from)
}

export function isAction(name: string): name is Action {
  return Object.hasOwn(actions, name)
}

/** Object.keys knows no key types; the table is const. */
export function actionNames(): readonly Action[] {
  return Object.keys(actions) as Action[]
}
