import type { Column } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { hazard, rewritesTable } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier } from '../quote.ts'
import { alterTable } from './alter-table.ts'
import { comesWithParent, familyLocks, printed } from './family.ts'
import { serverMajor } from './server-major.ts'

/** Whether the column must be dropped and made again. Its values are computed, so none of them is lost with it. */
export function isRegenerated(from: Column, to: Column, world: World): boolean {
  if (to.generated === null) return from.generated?.stored === false
  if (from.generated === null || from.generated.stored !== to.generated.stored) return true
  return serverMajor(world.before) < 17
}

export function generatedDrafts(from: FactOf<'column'>, to: FactOf<'column'>, world: World): Draft[] {
  if (comesWithParent(to, 'generated', world)) return []
  const { object, table } = to
  const column = `ALTER COLUMN ${quoteIdentifier(object.name)}`
  const locks = locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE'))
  if (object.generated === null) {
    return [
      {
        action: 'alter',
        title: `compute ${to.id} no longer`,
        statements: [alterTable(table, `${column} DROP EXPRESSION`)],
        locks,
      },
    ]
  }
  return [
    {
      action: 'alter',
      title: `compute ${to.id} anew`,
      statements: [alterTable(table, `${column} SET EXPRESSION AS (${object.generated.expression})`)],
      hazards: [
        ...(from.object.generated?.stored === true ? rewritesTable(printed(table)) : []),
        hazard('may fail on data', `It fails where what is computed breaks a constraint of ${printed(table)}.`),
      ],
      locks,
    },
  ]
}
