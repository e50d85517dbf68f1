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
  'team.create': 'system',
  'team.erase': 'system',
  'members.read': 'read',
  'members.change': 'admin',
  'keys.read': 'read',
  'keys.change': 'admin',
  'datasets.read': 'read',
  'datasets.write': 'write',
  'datasets.erase': 'admin',
  'datasets.distribute': 'admin',
  'leases.take': 'read',
  'jobs.read': 'read',
  'jobs.start': 'write',
  'jobs.cancel': 'write',
  'quality.read': 'read',
  'quality.write': 'write',
  'incidents.change': 'write',
  'events.read': 'read',
  'webhooks.read': 'admin',
  'webhooks.change': 'admin',
  'audit.read': 'admin',
  'users.read': 'system',
  'users.change': 'system',
  'system.audit': 'system',
  'system.operate': 'system',
} as const satisfies Record<string, Role | 'system'>

export type Action = keyof typeof actions
