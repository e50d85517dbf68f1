import type { RelationshipDefinition } from '../../model/schema.ts'
import type { ForeignKey } from '../definition.ts'
import type { Ruled } from './checks.ts'
import { keyOf } from './entity-names.ts'
import { isNotNull } from './field.ts'

/** Foreign keys as relationships; `parents` has the tables that will be filled. */
export function references(
  ruled: Ruled,
  parents: ReadonlyMap<string, Ruled>,
  takenNames: Set<string>,
): RelationshipDefinition[] {
  const { entity, foreignKeys, keys } = ruled
  return foreignKeys.flatMap((key): RelationshipDefinition[] => {
    const parent = parents.get(keyOf(key.references))
    if (!parent) return []
    return [
      {
        type: keys.some((unique) => unique.columns.every((column) => key.columns.includes(column)))
          ? 'one-to-one'
          : 'one-to-many',
        name: freeName(key.name, entity, takenNames),
        parent: { entity: parent.entity, fields: [...key.references.columns] },
        child: { entity, fields: [...key.columns] },
        optional: mayBeNull(key, ruled),
        ...(key.deferrable ? { deferrable: true } : {}),
      },
    ]
  })
}

function freeName(name: string, entity: string, taken: Set<string>): string {
  const forms = [name, `${entity}.${name}`]
  const free = forms.find((form) => !taken.has(form)) ?? `${entity}.${name} ${taken.size}`
  taken.add(free)
  return free
}

/** One null is enough to refer to nothing; of MATCH FULL all must be null, and null where two may not be null holds once. */
function mayBeNull(key: ForeignKey, ruled: Ruled): boolean {
  const nullable = key.columns.filter((name) => {
    const column = ruled.table.columns.find((one) => one.name === name)
    const strictly = ruled.keys.some((unique) => unique.nullsNotDistinct && unique.columns.includes(name))
    return column !== undefined && !strictly && !isNotNull(ruled, column)
  })
  return key.match === 'full' ? nullable.length === key.columns.length : nullable.length > 0
}

/** Whether a row must refer to a parent, so that it cannot exist without one. */
export function isRequired(key: ForeignKey, ruled: Ruled): boolean {
  return !mayBeNull(key, ruled)
}
