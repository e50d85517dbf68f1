import type { RelationshipDefinition } from '../../model/schema.ts'
import type { Column, ForeignKey } from '../definition.ts'
import type { Fillable } from './collect.ts'
import { keyOf } from './entity-names.ts'

/** Foreign keys as relationships; `parents` has the tables that will be filled. */
export function references(
  { table, entity, foreignKeys, keys }: Fillable,
  parents: ReadonlyMap<string, Fillable>,
  takenNames: Set<string>,
): RelationshipDefinition[] {
  return foreignKeys.flatMap((key): RelationshipDefinition[] => {
    const parent = parents.get(keyOf(key.references))
    if (!parent) return []
    return [
      {
        type: keys.some((unique) => unique.columns.every((column) => key.columns.includes(column))) ? 'one-to-one' : 'one-to-many',
        name: freeName(key.name, entity, takenNames),
        parent: { entity: parent.entity, fields: [...key.references.columns] },
        child: { entity, fields: [...key.columns] },
        optional: mayBeNull(key, table.columns, keys),
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
function mayBeNull(key: ForeignKey, columns: readonly Column[], keys: Fillable['keys']): boolean {
  const nullable = key.columns.filter((name) => {
    const column = columns.find((one) => one.name === name)
    const strictly = keys.some((unique) => (unique.primary || unique.nullsNotDistinct) && unique.columns.includes(name))
    return column !== undefined && !column.notNull && !strictly
  })
  return key.match === 'full' ? nullable.length === key.columns.length : nullable.length > 0
}

/** Whether a row must refer to a parent, so that it cannot exist without one. */
export function isRequired(key: ForeignKey, { table, keys }: Fillable): boolean {
  return !mayBeNull(key, table.columns, keys)
}
