import type { Constraint, Table } from '../../../definition.ts'
import { objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { LockMode } from '../../step.ts'
import { deletesData } from '../hazards.ts'
import type { Alteration, Draft, KindRules, World } from '../kind-rules.ts'
import { locksOfDrop } from '../locks.ts'
import { quoteTable } from '../quote.ts'
import { createTable } from './create-table.ts'
import { descendantsOf, printed, tableId } from './family.ts'
import { foreignKeyTables } from './foreign-key-tables.ts'
import { goesAlong } from './goes-along.ts'
import { givenBy } from './inherited-constraint.ts'
import { parentDrafts } from './parents.ts'
import { detachDrafts, isPartition } from './partition.ts'
import { settingDrafts } from './table-settings.ts'

export const tableRules: KindRules<'table'> = {
  create: createTable,

  drop({ object: table, id }, world) {
    // A whole takes its parts along, and those that foreign keys of its own point at can't go before.
    if (isPartition(table) && table.parents.some((whole) => world.isDropped(tableId(whole)))) return []
    const detached = isPartition(table)
    const parts = descendantsOf(world.before, table).filter(isPartition)
    const drop = `DROP ${table.foreign === null ? '' : 'FOREIGN '}TABLE ${quoteTable({ schema: table.schema, name: table.name })}`
    const draft: Draft = {
      action: 'drop',
      title: `drop ${id}`,
      statements: [drop],
      hazards: table.foreign === null ? deletesData(`All rows of ${printed(table)} are deleted.`) : [],
      locks: locksOfDrop(
        world,
        [table, 'ACCESS EXCLUSIVE'],
        ...parts.map((part) => [part, 'ACCESS EXCLUSIVE'] as const),
        ...[table, ...parts].flatMap((one) => pointedAt(one, world)),
      ),
    }
    return detached ? [...detachDrafts(table, true, world), draft] : [draft]
  },

  alter(from, to, changes, world) {
    const changed = new Set(changes.map(({ property }) => property))
    if (isOther(from.object, to.object)) return { how: 'replace' }
    const own = changed.has('parents') ? ownColumn(from.object, to.object) : undefined
    if (own !== undefined) return refused(own)
    return {
      how: 'in place',
      drafts: [...parentDrafts(from, to, changed, world), ...settingDrafts(from, to, changed, world)],
    }
  },
}

/** What no ALTER TABLE makes of a table: its rows would be somewhere else. */
function isOther(from: Table, to: Table): boolean {
  return from.partitionBy !== to.partitionBy || from.foreign?.server !== to.foreign?.server
}

/** Foreign keys that go with the table take what watches over them from the tables that they point at. */
function pointedAt(table: Table, world: World): (readonly [QualifiedName, LockMode])[] {
  return table.constraints.flatMap((object) => {
    if (object.kind !== 'foreign key' || !goesLater(table, object, world)) return []
    return foreignKeyTables(object, world).map((name) => [name, 'ACCESS EXCLUSIVE'] as const)
  })
}

/** Whether a constraint still stands when its table goes. */
function goesLater(table: Table, object: Constraint, world: World): boolean {
  const given = object.inherited ? givenBy(world.before, table, object) : undefined
  if (given !== undefined && world.isDropped(given.id)) return goesLater(given.table, given.object, world)
  const fact = world.before.facts.get(objectId('constraint', table.schema, table.name, object.name))
  return given !== undefined || (fact !== undefined && goesAlong(fact, world))
}

/**
 * A column that shall come from parents alone, and that none of those gives that stay: leaving a parent makes it the
 * table's own, and coming to another one leaves it so.
 */
function ownColumn(from: Table, to: Table): string | undefined {
  if (isPartition(to)) return undefined
  const before = new Set(from.parents.map(tableId))
  if (to.parents.some((parent) => before.has(tableId(parent)))) return undefined
  const had = new Set(from.columns.map(({ name }) => name))
  return to.columns.find(({ name, inherited }) => inherited && had.has(name))?.name
}

function refused(column: string): Alteration {
  return {
    how: 'refuse',
    why: `it would come to other parents, and ${column} would be its own column as well as theirs`,
    hint: 'Make a new table that inherits from them, copy the rows, and swap the names.',
  }
}
