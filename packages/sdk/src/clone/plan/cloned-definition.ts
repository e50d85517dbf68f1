import type { Access, DefaultPrivileges, Policy } from '../../catalog/access.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { tableName } from './data-tables.ts'
import { foreignReaders } from './foreign-readers.ts'
import type { TargetServer } from './read-target-server.ts'

export interface Cloned {
  readonly definition: SchemaDefinition
  readonly notes: readonly string[]
}

/** What of the source the target is to have: nothing that reaches out of it, and nothing that it cannot take. */
export function clonedDefinition(source: SchemaDefinition, server: TargetServer | undefined): Cloned {
  const notes: string[] = []
  const note = (count: number, text: (what: string) => string, one: string, many: string) => {
    if (count > 0) notes.push(text(count === 1 ? `1 ${one}` : `${count} ${many}`))
  }
  const known = (role: string | null): boolean => role === null || server?.roles.has(role) === true
  const missing = new Set<string>()
  const grants = (access: Access): Access => {
    for (const { grantee } of [...access.granted, ...access.revoked]) if (!known(grantee)) missing.add(grantee ?? '')
    return {
      granted: access.granted.filter(({ grantee }) => known(grantee)),
      revoked: access.revoked.filter(({ grantee }) => known(grantee)),
    }
  }
  const entries = <One>(record: Readonly<Record<string, One>>, change: (one: One) => One): Record<string, One> =>
    Object.fromEntries(Object.entries(record).map(([id, one]) => [id, change(one)]))
  const access = entries(source.access, grants)
  const partAccess = entries(source.partAccess, (parts) => entries(parts, grants))
  const policies = source.policies.map((policy): Policy => {
    for (const role of policy.roles) if (!known(role)) missing.add(role ?? '')
    return { ...policy, roles: policy.roles.filter(known) }
  })
  const defaultPrivileges = source.defaultPrivileges
    .filter(({ role }) => known(role) && server?.superuser === true)
    .map((one): DefaultPrivileges => ({ ...one, ...grants(one) }))
  const superuser = server?.superuser === true
  note(
    source.publications.length,
    (what) => `${what} left out: a clone sends nothing on.`,
    'publication is',
    'publications are',
  )
  note(
    source.userMappings.length,
    (what) => `${what} left out: its secrets are the source's own.`,
    'user mapping is',
    'user mappings are',
  )
  const lost = policies.filter(
    (policy, at) => policy.roles.length === 0 && (source.policies[at]?.roles.length ?? 0) > 0,
  )
  note(lost.length, (what) => `${what} left out: none of its roles is on the target.`, 'policy is', 'policies are')
  if (!superuser) {
    note(
      source.eventTriggers.length,
      (what) => `${what} left out: only a superuser can make one.`,
      'event trigger is',
      'event triggers are',
    )
  }
  note(
    source.defaultPrivileges.length - defaultPrivileges.length,
    (what) => `Default privileges of ${what} left out: they are not ours to set on the target.`,
    'role are',
    'roles are',
  )
  const unmodelled = source.unmodelled.filter(({ kind }) => kind !== 'large objects')
  note(unmodelled.length, (what) => `${what} not copied: ${unmodelledNames(unmodelled)}.`, 'object is', 'objects are')
  const emptied = foreignReaders(source).filter(({ materialized, populated }) => materialized && populated)
  note(
    emptied.length,
    (what) =>
      `${what} left empty, since rows of a foreign table would come into it: ${emptied.map(tableName).join(', ')}.`,
    'materialized view is',
    'materialized views are',
  )
  for (const role of [...missing].sort())
    notes.push(`Privileges of role ${role} are left out: it is not on the target.`)
  if (Object.keys(source.owners).length > 0) notes.push('Everything in the target belongs to the role that clones.')
  return {
    definition: {
      ...source,
      views: source.views.map((view) => (emptied.includes(view) ? { ...view, populated: false } : view)),
      policies: policies.filter((policy) => !lost.includes(policy)),
      publications: [],
      userMappings: [],
      eventTriggers: superuser ? source.eventTriggers : [],
      defaultPrivileges,
      access,
      partAccess,
      unmodelled: [],
    },
    notes,
  }
}

function unmodelledNames(unmodelled: SchemaDefinition['unmodelled']): string {
  const shown = unmodelled.slice(0, 5).map(({ kind, name }) => `${kind} ${name}`)
  const more = unmodelled.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
