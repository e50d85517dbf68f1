import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import { deletesData } from '../hazards.ts'
import type { Alteration, Draft, KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier } from '../quote.ts'
import { addColumn } from './add-column.ts'
import { alterTable } from './alter-table.ts'
import { settingChanges } from './column-settings.ts'
import { comesWithType } from './comes-with-type.ts'
import { columnOf, comesWithParent, familyLocks, printed, same, tableId, tableOf } from './family.ts'
import { generatedDrafts, isRegenerated } from './generated.ts'
import { addIdentity, alterIdentity, dropIdentity } from './identity.ts'
import { movedValue } from './moved-value.ts'
import { alterNotNull, dropNotNull, setsNotNull } from './not-null.ts'
import { isAttached, leavesParent } from './partition.ts'
import { retypeHazards, typeDraft } from './retype.ts'

export const columnRules: KindRules<'column'> = {
  create: addColumn,

  drop(fact, world) {
    const { object, table } = fact
    if (world.isDropped(tableId(table)) || goesWithParent(fact, world) || comesWithType(table, world)) return []
    const stored = object.generated === null && table.foreign === null
    return [
      {
        action: 'drop',
        title: `drop ${fact.id}`,
        statements: [alterTable(table, `DROP COLUMN ${quoteIdentifier(object.name)}`)],
        hazards: stored ? deletesData(`All values of ${fact.id.slice('column '.length)} are deleted.`) : [],
        locks: locksOfDrop(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
      },
    ]
  },

  alter(from, to, changes, world) {
    const changed = new Set(changes.map(({ property }) => property))
    const refused = refusal(from, to, changed, world)
    if (refused !== null) return refused
    if (changed.has('generated') && isRegenerated(from.object, to.object, world)) return { how: 'replace' }
    const type = changed.has('databaseType') || changed.has('collation')
    return {
      how: 'in place',
      drafts: [
        ...(changed.has('generated') ? generatedDrafts(from, to, world) : []),
        ...(from.object.identity !== null && to.object.identity === null ? lostIdentity(to, world) : []),
        ...(type && !changesElsewhere(to, world) ? [typeDraft(from, to, world)] : []),
        ...notNullDrafts(from, to, changed, world),
        ...identityDrafts(from, to, changed, world),
        ...settingChanges(from.object, to, changed, world),
      ],
      disturbs: type,
    }
  },
}

/** Moves a column over to a type that was made again, by what its values say. */
export function retypeColumn(to: FactOf<'column'>, world: World): Draft[] {
  if (to.object.inherited) return []
  const from = columnOf(world.before, to.table, to.object.name) ?? to.object
  const name = quoteIdentifier(to.object.name)
  const collate = to.object.collation === null ? '' : ` COLLATE ${to.object.collation}`
  const type = to.object.databaseType
  return [
    {
      action: 'alter',
      title: `move ${to.id} to the new ${type}`,
      statements: [
        alterTable(to.table, `ALTER COLUMN ${name} TYPE ${type}${collate} USING ${movedValue(from, to.object)}`),
      ],
      hazards: retypeHazards(to, { assignable: false, rewrites: true, mayFail: true, mayChange: false }),
      locks: locksOf(world, ...familyLocks(world, to.table, 'ACCESS EXCLUSIVE')),
    },
  ]
}

/** Its type changes with its parent's column, or with the type that its table is of. */
function changesElsewhere(to: FactOf<'column'>, world: World): boolean {
  const withParent = comesWithParent(to, 'databaseType', world) || comesWithParent(to, 'collation', world)
  return withParent || comesWithType(to.table, world)
}

function goesWithParent({ object, table }: FactOf<'column'>, world: World): boolean {
  if (!object.inherited) return false
  const after = tableOf(world.after, table)
  return after === undefined || !leavesParent(table, after) || same(table.parents, after.parents)
}

function notNullDrafts(
  from: FactOf<'column'>,
  to: FactOf<'column'>,
  changed: ReadonlySet<string>,
  world: World,
): Draft[] {
  const [before, after] = [from.object, to.object]
  if (isAttached(to.table, world) && !world.isNew(to.id) && after.notNull) return []
  if (changed.has('notNull')) {
    if (comesWithParent(to, 'notNull', world)) return []
    return after.notNull ? setsNotNull(to, world) : [dropNotNull(to, world)]
  }
  if (!changed.has('notNullConstraint') || before.notNullConstraint === null || after.notNullConstraint === null)
    return []
  return alterNotNull(before.notNullConstraint, after.notNullConstraint, to, world)
}

function identityDrafts(
  from: FactOf<'column'>,
  to: FactOf<'column'>,
  changed: ReadonlySet<string>,
  world: World,
): Draft[] {
  if (!changed.has('identity') && !changed.has('identitySequence')) return []
  if (to.object.identity === null) return []
  return from.object.identity === null ? addIdentity(to, world) : alterIdentity(from.object, to, world)
}

function lostIdentity(to: FactOf<'column'>, world: World): Draft[] {
  const { schema, name } = columnOf(world.before, to.table, to.object.name)?.identitySequence ?? {
    schema: '',
    name: '',
  }
  if (name === '') return []
  const fact = world.after.facts.get(objectId('sequence', schema, name))
  return dropIdentity(to, fact?.kind === 'sequence' ? fact.object : null, world)
}

function refusal(
  _from: FactOf<'column'>,
  to: FactOf<'column'>,
  changed: ReadonlySet<string>,
  world: World,
): Alteration | null {
  if (changed.has('databaseType') && dividesRows(to)) {
    return {
      how: 'refuse',
      why: `rows of ${printed(to.table)} are divided by ${to.id}, so its type can't be changed`,
      hint: 'Make a new table that is divided by the new type, copy the rows, and swap the names.',
    }
  }
  const moved = isAttached(to.table, world) || leavesParent(tableOf(world.before, to.table), to.table)
  if (!changed.has('inherited') || moved) return null
  return {
    how: 'refuse',
    why: "Postgres can't change whether it is also the table's own column beside its parent's",
    hint: 'Take the table out of its parent and add it again.',
  }
}

function dividesRows({ table, object }: FactOf<'column'>): boolean {
  const elements = table.partitionKey?.elements ?? []
  return elements.some((one) => ('column' in one ? one.column === object.name : one.expression.includes(object.name)))
}
