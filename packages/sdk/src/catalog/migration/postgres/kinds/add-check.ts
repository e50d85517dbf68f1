import type { CheckConstraint } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { hazard } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { alterTable } from './alter-table.ts'
import { familyLocks, printed, tableId } from './family.ts'
import { constraintClause } from './partition.ts'
import { brokenByRows, validateConstraint } from './validate-constraint.ts'

export function addCheck(fact: FactOf<'constraint'> & { readonly object: CheckConstraint }, world: World): Draft[] {
  const { object, table } = fact
  const clause = constraintClause(object)
  const checksRows = object.valid && object.enforced && !world.isNew(tableId(table))
  const add: Draft = {
    action: 'create',
    title: `add ${fact.id}`,
    statements: [alterTable(table, `ADD ${clause}`)],
    locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
  }
  if (!checksRows) return [add]
  if (world.online) {
    const unchecked = [alterTable(table, `ADD ${clause} NOT VALID`)]
    return [{ ...add, statements: unchecked, transaction: 'own' }, validateConstraint(fact, world)]
  }
  const blocked = hazard('blocks reads', `Nobody can read ${printed(table)} until its rows are checked.`)
  return [{ ...add, hazards: [...brokenByRows(fact), blocked] }]
}
