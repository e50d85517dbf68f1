import type { Constraint, Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import type { Side } from '../kind-rules.ts'
import { parentsOf, same } from './family.ts'

/** The constraint of a parent that gave a table this one: checks keep their name, others what they say. */
export function givenBy(side: Side, table: Table, constraint: Constraint): FactOf<'constraint'> | undefined {
  for (const parent of parentsOf(side, table)) {
    const found = parent.constraints.find((one) =>
      constraint.keyOfWhole === null ? matches(one, constraint) : one.name === constraint.keyOfWhole,
    )
    if (found === undefined) continue
    const fact = side.facts.get(objectId('constraint', parent.schema, parent.name, found.name))
    if (fact?.kind === 'constraint') return fact
  }
  return undefined
}

function matches(given: Constraint, own: Constraint): boolean {
  if (given.kind !== own.kind) return false
  if (own.kind === 'check') return given.name === own.name
  if (own.kind === 'exclusion') return given.definition === own.definition
  if (own.kind === 'foreign key') {
    return given.kind === 'foreign key' && same([given.columns, given.references], [own.columns, own.references])
  }
  return 'columns' in given && same(given.columns, own.columns)
}
