import type { Table } from '../../../definition.ts'
import { objectId } from '../../../identity.ts'
import type { World } from '../kind-rules.ts'
import { tableOf } from './family.ts'

/** A table of a type has the columns that the type has: they come, change and go with it. */
export function comesWithType(table: Table, world: World): boolean {
  const [before, after] = [tableOf(world.before, table)?.ofType ?? null, tableOf(world.after, table)?.ofType ?? null]
  if (before === null || after === null) return false
  const [was, is] = [before, after].map(({ schema, name }) => objectId('composite', schema, name))
  return was === is && is !== undefined && !world.isNew(is)
}
