import type { Column } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import type { LockMode } from '../../step.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTableOnly } from './alter-table.ts'
import { foreignOptionChanges } from './foreign-options.ts'
import { serverMajor } from './server-major.ts'
import { optionChanges } from './storage-options.ts'

/** How a column is stored and measured: each table says it for itself. */
export function settingChanges(
  from: Column,
  to: FactOf<'column'>,
  changed: ReadonlySet<string>,
  world: World,
): Draft[] {
  const { object, table, id } = to
  const column = `ALTER COLUMN ${quoteIdentifier(object.name)}`
  const draft = (title: string, actions: readonly string[], mode: LockMode): Draft[] => {
    if (actions.length === 0) return []
    const statements = actions.map((action) => alterTableOnly(table, `${column} ${action}`))
    return [{ action: 'alter', title, statements, locks: locksOf(world, [table, mode]) }]
  }
  const foreign = changed.has('foreignOptions') ? foreignOptionChanges(from.foreignOptions, object.foreignOptions) : ''
  const name = quoteTable({ schema: table.schema, name: table.name })
  return [
    ...(changed.has('storage')
      ? draft(
          `set storage of ${id}`,
          [`SET STORAGE ${(object.storage ?? usualStorage(object, world)).toUpperCase()}`],
          'ACCESS EXCLUSIVE',
        )
      : []),
    ...(changed.has('compression')
      ? draft(`set compression of ${id}`, [`SET COMPRESSION ${object.compression ?? 'default'}`], 'ACCESS EXCLUSIVE')
      : []),
    ...(changed.has('statisticsTarget')
      ? draft(`set statistics of ${id}`, [`SET STATISTICS ${object.statisticsTarget ?? -1}`], 'SHARE UPDATE EXCLUSIVE')
      : []),
    ...(changed.has('options')
      ? draft(`set options of ${id}`, optionChanges(from.options, object.options), 'SHARE UPDATE EXCLUSIVE')
      : []),
    ...(foreign === ''
      ? []
      : [
          {
            action: 'alter' as const,
            title: `set foreign options of ${id}`,
            statements: [`ALTER FOREIGN TABLE ${name} ${column} ${foreign}`],
            locks: locksOf(world, [table, 'ACCESS EXCLUSIVE']),
          },
        ]),
  ]
}

/** Before Postgres 16 the type's own way has no word of its own. */
function usualStorage({ type: { kind } }: Column, world: World): string {
  if (serverMajor(world.before) >= 16) return 'default'
  return kind === 'numeric' || kind === 'inet' || kind === 'cidr' ? 'main' : 'extended'
}
