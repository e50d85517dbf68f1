import type { Trigger } from '../catalog/definition.ts'
import { keyOf } from '../catalog/model/entity-names.ts'
import type { Session } from '../database/adapter.ts'
import { explained } from './explain.ts'
import type { FillPlanner } from './planner.ts'
import { openStage } from './stage.ts'
import { referredFields } from './standing-parents.ts'
import type { Target } from './target.ts'

/** What the database does on its own when rows are inserted into the tables of an entity. */
export function insertTriggers(target: Target, entity: string): Trigger[] {
  const family = new Set(target.tables.get(entity)!.family.map(keyOf))
  return target.definition.triggers.filter(
    (one) => one.enabled && one.events.includes('insert') && family.has(keyOf(one.table)),
  )
}

/**
 * A trigger that runs before a row is inserted may give it another key, or drop it. Then what refers to the table refers
 * to the rows that are really there, which are read back.
 */
export async function respectChangedKeys(
  session: Session,
  target: Target,
  planner: FillPlanner,
  entity: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const plan = planner.entityPlan(entity)
  const before = insertTriggers(target, entity).filter(({ timing, level }) => timing !== 'after' && level === 'row')
  const fields = referredFields(entity, planner.schema)
  if (!plan || before.length === 0 || fields.length === 0 || !fields.every((field) => plan.columns.includes(field)))
    return
  const { quoteIdentifier } = target.quoting
  const one = target.tables.get(entity)!
  try {
    const stage = await openStage(session, target, one, fields)
    const numbers = planner.numbersOf(entity)
    await stage.add(plan, numbers.keys(), numbers, signal)
    const match = fields.map((field) => `t.${quoteIdentifier(field)} = s.${quoteIdentifier(field)}`).join(' and ')
    const [missing] = await session.query(
      `select 1 as missing from ${stage.name} s where not exists (select 1 from ${one.name} t where ${match}) limit 1`,
    )
    await stage.drop()
    if (!missing) return
  } catch (thrown) {
    throw explained(thrown, target, one.entity)
  }
  planner.notes.push({
    code: 'KEYS_CHANGED',
    severity: 'info',
    at: entity,
    message: `${before.map(({ name }) => name).join(', ')} changed keys or left rows out: what refers to ${entity} refers to the rows that are there`,
  })
  await planner.retire(entity)
  await planner.replan()
}
