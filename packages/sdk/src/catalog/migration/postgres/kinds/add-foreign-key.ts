import type { ForeignKey } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { hazard } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { alterTable } from './alter-table.ts'
import { familyLocks, printed, tableId } from './family.ts'
import { foreignKeyTables } from './foreign-key-tables.ts'
import { constraintClause } from './partition.ts'
import { serverMajor } from './server-major.ts'
import { brokenByRows, validateConstraint } from './validate-constraint.ts'

export function addForeignKey(fact: FactOf<'constraint'> & { readonly object: ForeignKey }, world: World): Draft[] {
  const { object, table } = fact
  const clause = constraintClause(object)
  const checksRows = object.valid && object.enforced && !world.isNew(tableId(table))
  const add: Draft = {
    action: 'create',
    title: `add ${fact.id}`,
    statements: [alterTable(table, `ADD ${clause}`)],
    locks: locksOf(
      world,
      ...familyLocks(world, table, 'SHARE ROW EXCLUSIVE'),
      ...foreignKeyTables(object, world).map((name) => [name, 'SHARE ROW EXCLUSIVE'] as const),
    ),
  }
  if (!checksRows) return [add]
  if ((world.online || world.apart) && mayWait(fact, world)) {
    const unchecked = [alterTable(table, `ADD ${clause} NOT VALID`)]
    return [{ ...add, statements: unchecked, transaction: 'own' }, validateConstraint(fact, world)]
  }
  const tables = `${printed(table)} and ${printed(object.references)}`
  const blocked = hazard('blocks writes', `Nobody can write to ${tables} until the rows are checked.`)
  return [{ ...add, hazards: [...brokenByRows(fact), blocked] }]
}

/** Before Postgres 18 a foreign key of a partitioned table is checked when it is made. */
function mayWait({ table }: FactOf<'constraint'>, world: World): boolean {
  return table.partitionBy === null || serverMajor(world.before) >= 18
}
