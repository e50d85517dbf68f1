import type { Policy } from '../../../access.ts'
import type { Hazard, Lock } from '../../step.ts'
import { hazard } from '../hazards.ts'
import type { KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { goesAlong } from './goes-along.ts'

export const policyRules: KindRules<'policy'> = {
  create: ({ id, parent, object }, world) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [creation(object)],
      hazards: parent !== null && world.isNew(parent) ? [] : [access(object)],
      locks: locks(object, world),
    },
  ],
  drop(fact, world) {
    if (goesAlong(fact, world)) return []
    const { id, object } = fact
    const why = `${object.name} no longer decides which rows of ${tableOf(object)} a role sees and changes.`
    return [
      {
        action: 'drop',
        title: `drop ${id}`,
        statements: [`DROP POLICY ${quoteIdentifier(object.name)} ON ${quoteTable(object.table)}`],
        hazards: [access(object), ...(world.after.facts.has(id) ? [] : [hazard('drops what protects data', why)])],
        locks: locksOfDrop(world, [object.table, 'ACCESS EXCLUSIVE']),
      },
    ]
  },
  alter({ object: from }, { id, object: to }, changes, world) {
    const isLess = (from.using !== null && to.using === null) || (from.check !== null && to.check === null)
    if (from.command !== to.command || from.permissive !== to.permissive || isLess) return { how: 'replace' }
    const changed = new Set(changes.map(({ property }) => property))
    const parts = [
      ...(changed.has('roles') ? [`TO ${roles(to).join(', ')}`] : []),
      ...(changed.has('using') ? [`USING (${to.using})`] : []),
      ...(changed.has('check') ? [`WITH CHECK (${to.check})`] : []),
    ]
    const statement = `ALTER POLICY ${quoteIdentifier(to.name)} ON ${quoteTable(to.table)} ${parts.join(' ')}`
    return {
      how: 'in place',
      drafts: [
        {
          action: 'alter',
          title: `change ${id}`,
          statements: [statement],
          hazards: [access(to)],
          locks: locks(to, world),
        },
      ],
    }
  },
}

function creation(policy: Policy): string {
  const { name, table, command, permissive, using, check } = policy
  return [
    `CREATE POLICY ${quoteIdentifier(name)} ON ${quoteTable(table)}`,
    ...(permissive ? [] : ['AS RESTRICTIVE']),
    `FOR ${command.toUpperCase()} TO ${roles(policy).join(', ')}`,
    ...(using === null ? [] : [`USING (${using})`]),
    ...(check === null ? [] : [`WITH CHECK (${check})`]),
  ].join(' ')
}

function roles(policy: Policy): string[] {
  return policy.roles.map((role) => (role === null ? 'PUBLIC' : quoteIdentifier(role)))
}

function access(policy: Policy): Hazard {
  const who = policy.roles.map((role) => role ?? 'everybody').join(', ')
  return hazard('changes access', `It changes which rows of ${tableOf(policy)} ${who} may see or change.`)
}

function tableOf({ table: { schema, name } }: Policy): string {
  return `${schema}.${name}`
}

function locks({ table }: Policy, world: World): Lock[] {
  return locksOf(world, [table, 'ACCESS EXCLUSIVE'])
}
