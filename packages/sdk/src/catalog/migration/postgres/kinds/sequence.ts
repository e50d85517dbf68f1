import type { FactOf } from '../../../facts.ts'
import { type ObjectId, objectId } from '../../../identity.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteTable } from '../quote.ts'
import { createSequence, ownedBy } from './create-sequence.ts'
import { columnId, columnOf } from './family.ts'
import { limitHazards, sequenceOptionChanges } from './sequence-options.ts'

/**
 * A sequence is made before the column that owns it. OWNED BY is said here where the column stands already, and otherwise
 * by what makes the column.
 */
export const sequenceRules: KindRules<'sequence'> = {
  create(fact, world) {
    if (followsIdentity(fact, world)) return []
    const { object } = fact
    const owner = ownerOf(fact)
    const owned = owner !== null && !world.isNew(owner) ? ownedBy(object, world) : []
    const locks = object.owner === null || owned.length === 0 ? [] : locksOf(world, [object.owner, 'ACCESS SHARE'])
    return [{ action: 'create', title: `create ${fact.id}`, statements: [createSequence(object), ...owned], locks }]
  },

  drop(fact, world) {
    const owner = ownerOf(fact)
    if (owner !== null && world.isDropped(owner)) return []
    return [
      {
        action: 'drop',
        title: `drop ${fact.id}`,
        statements: [`DROP SEQUENCE ${name(fact)}`],
        hazards: [hazard('cannot be undone', `Where ${fact.id} stands is forgotten.`)],
      },
    ]
  },

  alter(from, to, changes, world) {
    const changed = new Set(changes.map(({ property }) => property))
    const drafts: Draft[] = []
    const hazards = limitHazards(from.object, to.object, to.id)
    const options = sequenceOptionChanges(from.object, to.object)
    if (changed.has('databaseType')) options.unshift(`AS ${to.object.databaseType}`)
    if (options.length > 0) {
      const statements = [`ALTER SEQUENCE ${name(to)} ${options.join(' ')}`]
      drafts.push({ action: 'alter', title: `change how ${to.id} counts`, statements, hazards })
    }
    if (changed.has('unlogged')) {
      drafts.push({
        action: 'alter',
        title: `make ${to.id} ${to.object.unlogged ? 'unlogged' : 'logged'}`,
        statements: [`ALTER SEQUENCE ${name(to)} SET ${to.object.unlogged ? 'UNLOGGED' : 'LOGGED'}`],
      })
    }
    const owner = ownerOf(to)
    if (changed.has('ownedBy') && (owner === null || !world.isNew(owner))) {
      drafts.push({
        action: 'alter',
        title: `let ${to.id} belong to ${owner ?? 'no column'}`,
        statements: ownedBy(to.object, world),
        locks: to.object.owner === null ? [] : locksOf(world, [to.object.owner, 'ACCESS SHARE']),
      })
    }
    return { how: 'in place', drafts }
  },
}

function name({ object: { schema, name } }: FactOf<'sequence'>): string {
  return quoteTable({ schema, name })
}

function ownerOf({ object: { owner } }: FactOf<'sequence'>): ObjectId | null {
  return owner === null ? null : columnId(owner, owner.column)
}

/** The column had an identity whose sequence has the name: the column's own change makes this one. */
function followsIdentity({ object: { schema, name, owner } }: FactOf<'sequence'>, world: World): boolean {
  if (owner === null || world.isNew(columnId(owner, owner.column))) return false
  const old = columnOf(world.before, owner, owner.column)?.identitySequence ?? null
  return old !== null && objectId('sequence', old.schema, old.name) === objectId('sequence', schema, name)
}
