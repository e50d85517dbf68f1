import type { FactOf } from '../../../facts.ts'
import { hazard, scansTable } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier } from '../quote.ts'
import { alterTable } from './alter-table.ts'
import { familyLocks, printed } from './family.ts'
import { foreignKeyTables } from './foreign-key-tables.ts'

/** Readers and writers go on meanwhile. */
export function validateConstraint(fact: FactOf<'constraint'>, world: World): Draft {
  const { object, table } = fact
  return {
    action: 'validate',
    title: `check rows against ${fact.id}`,
    statements: [alterTable(table, `VALIDATE CONSTRAINT ${quoteIdentifier(object.name)}`)],
    hazards: brokenByRows(fact),
    locks: locksOf(
      world,
      ...familyLocks(world, table, 'SHARE UPDATE EXCLUSIVE'),
      ...foreignKeyTables(object, world).map((name) => [name, 'ROW SHARE'] as const),
    ),
    transaction: 'own',
  }
}

/** What is to be said wherever rows that are there are checked. */
export function brokenByRows({ object, table }: FactOf<'constraint'>) {
  return [
    scansTable(printed(table), `${object.name} holds`),
    hazard('may fail on data', `It fails where a row of ${printed(table)} breaks ${object.name}.`),
  ]
}
