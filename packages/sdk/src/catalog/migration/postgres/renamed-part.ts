import type { Fact } from '../../facts.ts'
import { type ObjectId, objectId } from '../../identity.ts'
import type { Needs } from './needs.ts'

/** Under which name the same part of a whole's index or key stands before, where that is another one. */
export function renamedFrom(fact: Fact, { definition, facts }: Needs): ObjectId | undefined {
  if (fact.kind === 'index') {
    const { parent, table } = fact.object
    const standing = definition.indexes.find(
      (one) => parent !== null && isSame(one.parent, parent) && isSame(one.table, table),
    )
    return standing === undefined ? undefined : other(objectId('index', standing.schema, standing.name), fact)
  }
  if (fact.kind !== 'constraint' || fact.object.keyOfWhole === null) return undefined
  const { keyOfWhole } = fact.object
  const { schema, name } = fact.table
  const table = facts.get(objectId('table', schema, name))
  const standing =
    table?.kind === 'table' ? table.object.constraints.find((one) => one.keyOfWhole === keyOfWhole) : undefined
  return standing === undefined ? undefined : other(objectId('constraint', schema, name, standing.name), fact)
}

function other(id: ObjectId, fact: Fact): ObjectId | undefined {
  return id === fact.id ? undefined : id
}

interface Named {
  readonly schema: string
  readonly name: string
}

function isSame(one: Named | null, two: Named): boolean {
  return one !== null && one.schema === two.schema && one.name === two.name
}
