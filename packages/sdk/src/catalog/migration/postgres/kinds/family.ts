import type { Column, SchemaDefinition, Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { type ObjectId, objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { LockMode } from '../../step.ts'
import type { Side, World } from '../kind-rules.ts'

export function tableId({ schema, name }: QualifiedName): ObjectId {
  return objectId('table', schema, name)
}

/** For people, as identities write it: `public.orders`. */
export function printed(table: QualifiedName): string {
  return tableId(table).slice('table '.length)
}

export function columnId({ schema, name }: QualifiedName, column: string): ObjectId {
  return objectId('column', schema, name, column)
}

export function tableOf(side: Side, name: QualifiedName): Table | undefined {
  const fact = side.facts.get(tableId(name))
  return fact?.kind === 'table' ? fact.object : undefined
}

export function columnOf(side: Side, table: QualifiedName, column: string): Column | undefined {
  const fact = side.facts.get(columnId(table, column))
  return fact?.kind === 'column' ? fact.object : undefined
}

export function parentsOf(side: Side, table: Table): Table[] {
  return table.parents.flatMap((name) => tableOf(side, name) ?? [])
}

/** Tables that inherit from it or are a part of it, theirs too, nearer ones first. */
export function descendantsOf({ definition }: Side, table: QualifiedName): Table[] {
  const found: Table[] = []
  const waiting = [...(childrenIn(definition).get(tableId(table)) ?? [])]
  for (const child of waiting) {
    if (found.includes(child)) continue
    found.push(child)
    waiting.push(...(childrenIn(definition).get(tableId(child)) ?? []))
  }
  return found
}

const known = new WeakMap<SchemaDefinition, ReadonlyMap<ObjectId, readonly Table[]>>()

function childrenIn(definition: SchemaDefinition): ReadonlyMap<ObjectId, readonly Table[]> {
  const found = known.get(definition)
  if (found) return found
  const children = new Map<ObjectId, Table[]>()
  for (const table of definition.tables) {
    for (const parent of table.parents) {
      const list = children.get(tableId(parent)) ?? []
      list.push(table)
      children.set(tableId(parent), list)
    }
  }
  known.set(definition, children)
  return children
}

/** A table as it stands before, with all that inherits from it: what an ALTER TABLE without ONLY locks. */
export function familyLocks(
  world: World,
  table: QualifiedName,
  mode: LockMode,
): (readonly [QualifiedName, LockMode])[] {
  return [table, ...descendantsOf(world.before, table)].map((one) => [one, mode] as const)
}

/**
 * Whether a column gets a property's new value with a parent's column, because a change of that reaches its children.
 */
export function comesWithParent<Property extends keyof Column>(
  to: FactOf<'column'>,
  property: Property,
  world: World,
): boolean {
  if (!to.object.inherited) return false
  return to.table.parents.some((parent) => {
    const before = columnOf(world.before, parent, to.object.name)
    const after = columnOf(world.after, parent, to.object.name)
    if (before === undefined || after === undefined) return false
    return !same(before[property], after[property]) && same(after[property], to.object[property])
  })
}

/** Of plain data whose keys are always in one order. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
