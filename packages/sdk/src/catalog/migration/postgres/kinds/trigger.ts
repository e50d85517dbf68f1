import type { Trigger } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { Hazard, LockMode } from '../../step.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules, Side, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { firing } from './firing.ts'
import { goesAlong } from './goes-along.ts'
import { relationTree } from './relation-tree.ts'

/** A trigger of a partitioned table is made on its partitions by Postgres itself. */
export const triggerRules: KindRules<'trigger'> = {
  create(fact, world) {
    const { id, object } = fact
    if (object.inherited) return inheritedFiring(fact, world)
    const statements = [object.definition, ...firesOtherwise(object)]
    return [{ action: 'create', title: `create ${id}`, statements, locks: locks(object, 'SHARE ROW EXCLUSIVE', world) }]
  },
  drop(fact, world) {
    const { id, object } = fact
    if (object.inherited || goesAlong(fact, world)) return []
    const statement = `DROP TRIGGER ${quoteIdentifier(object.name)} ON ${quoteTable(object.table)}`
    return [
      {
        action: 'drop',
        title: `drop ${id}`,
        statements: [statement],
        hazards: world.after.facts.has(id) || object.fires === 'never' ? [] : [unprotected(object)],
        locks: locksOfDrop(world, ...relationTree(object.table, world.before).map(accessExclusive)),
      },
    ]
  },
  alter(from, to, changes, world) {
    if (from.object.inherited !== to.object.inherited) return { how: 'replace' }
    if (to.object.inherited) return { how: 'in place', drafts: fired(from.object, to, world) }
    if (!changes.some(({ property }) => property === 'definition')) {
      return { how: 'in place', drafts: fired(from.object, to, world) }
    }
    if (from.object.constraint || to.object.constraint) return { how: 'replace' }
    const replaced: Draft = {
      action: 'alter',
      title: `replace ${to.id}`,
      // A trigger that is replaced fires as a new one does.
      statements: [to.object.definition.replace(/^CREATE /, 'CREATE OR REPLACE '), ...firesOtherwise(to.object)],
      hazards: stops(from.object, to.object),
      locks: locks(to.object, 'SHARE ROW EXCLUSIVE', world),
    }
    return { how: 'in place', drafts: [replaced] }
  },
}

function fired(from: Trigger, { id, object }: FactOf<'trigger'>, world: World): Draft[] {
  if (from.fires === object.fires) return []
  return [
    {
      action: 'alter',
      title: `let ${id} fire: ${object.fires}`,
      statements: [firing('TRIGGER', object)],
      hazards: stops(from, object),
      locks: locks(object, 'SHARE ROW EXCLUSIVE', world),
    },
  ]
}

/** Those of partitions fire as the one that they come from, until they are told otherwise. */
function inheritedFiring({ id, object }: FactOf<'trigger'>, world: World): Draft[] {
  const above = partitionedOf(object, world.after)
  const origin = world.after.definition.triggers.find(
    ({ name, table }) => name === object.name && table.schema === above?.schema && table.name === above.name,
  )
  return origin === undefined ? [] : fired(origin, { id, kind: 'trigger', parent: null, object }, world)
}

function partitionedOf({ table: { schema, name } }: Trigger, { definition }: Side) {
  return definition.tables.find((table) => table.schema === schema && table.name === name)?.parents[0]
}

function firesOtherwise(trigger: Trigger): string[] {
  return trigger.fires === 'origin' ? [] : [firing('TRIGGER', trigger)]
}

function stops(from: Trigger, to: Trigger): Hazard[] {
  const stopped =
    (to.fires === 'never' || to.fires === 'replica') && (from.fires === 'origin' || from.fires === 'always')
  return stopped ? [unprotected(to)] : []
}

function unprotected({ name, table }: Trigger): Hazard {
  const where = `${table.schema}.${table.name}`
  return hazard('drops what protects data', `What ${name} checks or keeps up on ${where} is no longer done.`)
}

function accessExclusive(relation: QualifiedName): readonly [QualifiedName, LockMode] {
  return [relation, 'ACCESS EXCLUSIVE']
}

function locks({ table }: Trigger, mode: LockMode, world: World) {
  return locksOf(world, ...relationTree(table, world.before).map((relation) => [relation, mode] as const))
}
