import type { Index, Table, Trigger, View } from '../../definition.ts'
import { type ObjectId, objectId } from '../../identity.ts'
import { mentions } from './mentions.ts'

interface Objects {
  readonly tables: readonly Table[]
  readonly views: readonly View[]
  readonly indexes: readonly Index[]
  readonly triggers: readonly Trigger[]
}

/** SQLite keeps no record of what needs what: queries and triggers depend on every table and view that their text names. */
export function dependencies({ tables, views, indexes, triggers }: Objects): Record<ObjectId, ObjectId[]> {
  const relations = new Map<string, ObjectId>()
  for (const { name } of tables) relations.set(name.toLowerCase(), objectId('table', 'main', name))
  for (const { name } of views) relations.set(name.toLowerCase(), objectId('view', 'main', name))
  const found: Record<ObjectId, ObjectId[]> = {}
  const add = (id: ObjectId, needed: Iterable<ObjectId | undefined>) => {
    const others = [...needed].flatMap((one) => (one === undefined || one === id ? [] : [one]))
    if (others.length > 0) found[id] = [...new Set(others)].sort()
  }

  for (const table of tables) {
    for (const constraint of table.constraints) {
      if (constraint.kind !== 'foreign key' || constraint.references.name === table.name) continue
      const id = objectId('constraint', 'main', table.name, constraint.name)
      add(id, [relations.get(constraint.references.name.toLowerCase())])
    }
  }
  for (const { name, definition } of views) add(objectId('view', 'main', name), mentions(definition, relations))
  for (const { name, table } of indexes) {
    add(objectId('index', 'main', name), [relations.get(table.name.toLowerCase())])
  }
  for (const { name, table, definition } of triggers) {
    add(objectId('trigger', 'main', table.name, name), mentions(definition, relations))
  }
  return found
}
