import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import { sqlTokens } from '../../../sql-tokens.ts'
import type { Hazard } from '../../step.ts'
import { hazard, rewritesTable } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { alterTable } from './alter-table.ts'
import { columnDefinition, columnSettings } from './column-definition.ts'
import { comesWithType } from './comes-with-type.ts'
import { ownedBy } from './create-sequence.ts'
import { sequencesOwnedBy } from './create-table.ts'
import { isInline } from './default.ts'
import { familyLocks, printed, tableId } from './family.ts'
import { notNullOfNew } from './not-null.ts'

/** A column of a new table is made with it, and one from a parent with the parent's. */
export function addColumn(fact: FactOf<'column'>, world: World): Draft[] {
  const { object, table } = fact
  if (world.isNew(tableId(table)) || object.inherited || comesWithType(table, world)) return []
  const unchecked = object.notNullConstraint?.valid === false ? notNullOfNew(table, object, undefined, false) : []
  return [
    {
      action: 'create',
      title: `add ${fact.id}`,
      statements: [
        alterTable(table, `ADD COLUMN ${columnDefinition(table, object, world)}`),
        ...unchecked,
        ...columnSettings(table, object),
        ...sequencesOwnedBy(table, world, object.name).flatMap((sequence) => ownedBy(sequence, world)),
      ],
      hazards: hazards(fact, world),
      locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
    },
  ]
}

function hazards({ object, table }: FactOf<'column'>, world: World): Hazard[] {
  if (table.foreign !== null) return []
  const set = world.after.facts.get(objectId('default', table.schema, table.name, object.name))
  const isSet = set?.kind === 'default' && isInline(set, world)
  const computed = object.identity !== null || object.generated?.stored === true
  const checked = object.type.kind === 'domain'
  const isRewrite = computed || checked || (isSet && !isOneValue(set.object.expression))
  const isEmpty = object.notNull && set === undefined && object.identity === null
  const fails = hazard('may fail on data', `It fails where ${printed(table)} has rows: they may have no value for it.`)
  return [...(isRewrite ? rewritesTable(printed(table)) : []), ...(isEmpty ? [fails] : [])]
}

/** Functions that give one value to a whole statement; of any other it is not known here. */
const steady: ReadonlySet<string> = new Set(['now', 'transaction_timestamp', 'statement_timestamp', 'current_setting'])

/** Whether all rows get the same value, which Postgres then keeps once and not in each of them. */
function isOneValue(expression: string): boolean {
  const tokens = sqlTokens(expression, 'subscript')
  return tokens.every(({ kind, text }, at) => {
    const isCall = (kind === 'word' || kind === 'quoted') && tokens[at + 1]?.text === '('
    return !isCall || steady.has(text) || tokens[at - 1]?.text === '::'
  })
}
