import type { FactOf } from '../../../facts.ts'
import type { Hazard } from '../../step.ts'
import { hazard, rewritesTable } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier } from '../quote.ts'
import { alterTable } from './alter-table.ts'
import { familyLocks, printed } from './family.ts'
import { type TypeChange, typeChange } from './type-change.ts'

/** To another type, or another collation of it. Its default, and whatever else looks at it, is gone meanwhile. */
export function typeDraft(from: FactOf<'column'>, to: FactOf<'column'>, world: World): Draft {
  const { object, table } = to
  const change = typeChange(from.object.type, object.type)
  const name = quoteIdentifier(object.name)
  const collate = object.collation === null ? '' : ` COLLATE ${object.collation}`
  const through = from.object.type.kind === 'array' && object.type.kind === 'array' ? 'text[]' : 'text'
  const using =
    change.assignable || object.generated !== null ? '' : ` USING ${name}::${through}::${object.databaseType}`
  return {
    action: 'alter',
    title: `change the type of ${to.id} to ${object.databaseType}`,
    statements: [alterTable(table, `ALTER COLUMN ${name} TYPE ${object.databaseType}${collate}${using}`)],
    hazards: retypeHazards(to, change),
    locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
  }
}

export function retypeHazards({ id, object, table }: FactOf<'column'>, change: TypeChange): Hazard[] {
  const column = id.slice('column '.length)
  const type = object.databaseType
  if (table.foreign !== null || object.generated?.stored === false) return []
  return [
    ...(change.rewrites ? rewritesTable(printed(table)) : []),
    ...(change.mayFail ? [hazard('may fail on data', `It fails where a value of ${column} is no ${type}.`)] : []),
    ...(change.mayChange ? [hazard('may change data', `Values of ${column} may not be the same as ${type}.`)] : []),
  ]
}
