import { orderEntities } from '../model/order.ts'
import type { Target, TargetReference } from './target.ts'

/** Tables that are loaded as one step. */
export interface LoadStep {
  readonly entities: readonly string[]
  /** How references that no order can satisfy are met: constraints that wait, or one statement for all tables. */
  readonly by: 'order' | 'deferred constraints' | 'one statement'
}

/**
 * Steps in an order in which every reference leads to a row that is there by then. A circle is broken where constraints
 * wait for the commit; else its tables are filled by one statement, at whose end the database looks at all references.
 */
export function loadSteps(target: Target, entities: readonly string[], defersAll: boolean): LoadStep[] {
  const among = target.references.filter(
    ({ from, to }) => from !== to && entities.includes(from) && entities.includes(to),
  )
  const { order, cycles } = ordered(target, entities, among)
  const steps: LoadStep[] = []
  const done = new Set<string>()
  for (const entity of order) {
    if (done.has(entity)) continue
    const circle = cycles.find((members) => members.includes(entity)) ?? [entity]
    for (const member of circle) done.add(member)
    if (circle.length === 1) {
      steps.push({ entities: circle, by: 'order' })
      continue
    }
    const firm = among.filter(
      ({ from, to, deferrable }) => circle.includes(from) && circle.includes(to) && !deferrable && !defersAll,
    )
    const rest = ordered(target, circle, firm)
    if (rest.cycles.length === 0) steps.push({ entities: rest.order, by: 'deferred constraints' })
    else steps.push({ entities: circle, by: 'one statement' })
  }
  return steps
}

function ordered(target: Target, entities: readonly string[], references: readonly TargetReference[]) {
  const { order, cycles } = orderEntities({
    entities: entities.map((name) => target.tables.get(name)!.entity),
    relationships: references.map(({ from, to, columns }) => ({
      type: 'one-to-many',
      parent: { entity: to, fields: [...columns] },
      child: { entity: from, fields: [...columns] },
    })),
  })
  return { order: order.map(({ name }) => name), cycles }
}
