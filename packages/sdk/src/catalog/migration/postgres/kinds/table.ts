import { quoteTable } from '../../../../database/postgres/quote.ts'
import type { Table } from '../../../definition.ts'
import { deletesData } from '../hazards.ts'
import type { Draft, KindRules } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { createTable } from './create-table.ts'
import { familyLocks, printed, tableId } from './family.ts'
import { parentDrafts } from './parents.ts'
import { detachDrafts, isPartition } from './partition.ts'
import { settingDrafts } from './table-settings.ts'

export const tableRules: KindRules<'table'> = {
  create: createTable,

  drop({ object: table, id }, world) {
    const detached = isPartition(table) && !table.parents.some((whole) => world.isDropped(tableId(whole)))
    const drop = `DROP ${table.foreign === null ? '' : 'FOREIGN '}TABLE ${quoteTable({ schema: table.schema, name: table.name })}`
    const draft: Draft = {
      action: 'drop',
      title: `drop ${id}`,
      statements: [drop],
      hazards: table.foreign === null ? deletesData(`All rows of ${printed(table)} are deleted.`) : [],
      locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
    }
    return detached ? [...detachDrafts(table, world), draft] : [draft]
  },

  alter(from, to, changes, world) {
    const changed = new Set(changes.map(({ property }) => property))
    if (isOther(from.object, to.object)) return { how: 'replace' }
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
