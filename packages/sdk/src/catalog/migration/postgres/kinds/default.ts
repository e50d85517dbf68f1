import type { Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { type ObjectId, objectId } from '../../../identity.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTable, alterTableOnly } from './alter-table.ts'
import { columnId, columnOf, familyLocks, printed, tableId } from './family.ts'
import { goesAlong } from './goes-along.ts'
import { notNullAction } from './not-null.ts'

/** Each table says its own: a parent's children have facts of their own. */
export const defaultRules: KindRules<'default'> = {
  create(fact, world) {
    if (isInline(fact, world) || comesWithParentsColumn(fact, world)) return []
    const set = setDefault(fact, world)
    return waitsForValues(fact, world) ? [set, fillIn(fact, world)] : [set]
  },

  drop(fact, world) {
    if (goesAlong(fact, world)) return []
    return [
      {
        action: 'drop',
        title: `drop ${fact.id}`,
        statements: [alterTableOnly(fact.table, `ALTER COLUMN ${quoteIdentifier(fact.column.name)} DROP DEFAULT`)],
        locks: locksOfDrop(world, [fact.table, 'ACCESS EXCLUSIVE']),
      },
    ]
  },

  alter(_from, to, _changes, world) {
    return { how: 'in place', drafts: [setDefault(to, world)] }
  },
}

/**
 * Whether a new column is made with its default. A default that needs a function made by the same migration is set by
 * itself, so that the function may need the table.
 */
export function isInline(fact: FactOf<'default'>, world: World): boolean {
  const column = columnId(fact.table, fact.column.name)
  if (!world.isNew(column)) return false
  if (fact.column.inherited && !isNewPartition(fact.table, world)) return false
  const needed = world.after.definition.dependencies[fact.id] ?? []
  return needed.every((id) => id === column || !world.isNew(id) || neverNeedsTables(id, world))
}

/** It is made with all of its columns, and then attached. */
function isNewPartition(table: Table, world: World): boolean {
  return table.boundText !== null && world.isNew(tableId(table))
}

const plain: ReadonlySet<string> = new Set(['sequence', 'enum', 'range', 'extension', 'collation', 'schema'])

function neverNeedsTables(id: ObjectId, { after }: World): boolean {
  return plain.has(after.facts.get(id)?.kind ?? 'schema')
}

/**
 * A column that may not be null and whose default is set after it: rows that stood there before it have no value yet.
 * What is not checked of them may stay so.
 */
export function waitsForValues(fact: FactOf<'default'>, world: World): boolean {
  const { table, column } = fact
  if (!column.notNull || column.inherited || world.isNew(tableId(table))) return false
  if (column.notNullConstraint?.valid === false) return false
  return world.isNew(columnId(table, column.name)) && !isInline(fact, world)
}

function setDefault(fact: FactOf<'default'>, world: World): Draft {
  const { object, column, table } = fact
  return {
    action: 'alter',
    title: `set ${fact.id}`,
    statements: [
      alterTableOnly(table, `ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${object.expression}`),
    ],
    locks: locksOf(world, [table, 'ACCESS EXCLUSIVE']),
  }
}

function fillIn({ column, table, id }: FactOf<'default'>, world: World): Draft {
  const name = quoteIdentifier(column.name)
  return {
    action: 'alter',
    title: `fill ${id.slice('default '.length)} with its default`,
    statements: [
      `UPDATE ${quoteTable(table)} SET ${name} = DEFAULT WHERE ${name} IS NULL`,
      alterTable(table, notNullAction(table, column)),
    ],
    hazards: [hazard('rewrites table', `Every row of ${printed(table)} gets a value.`)],
    locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
  }
}

/** A column that reaches a table from its parent brings the parent's default. */
function comesWithParentsColumn({ column, table, object }: FactOf<'default'>, world: World): boolean {
  if (!column.inherited || !world.isNew(columnId(table, column.name))) return false
  return table.parents.some((parent) => {
    const fact = world.after.facts.get(objectId('default', parent.schema, parent.name, column.name))
    if (fact?.kind !== 'default' || fact.object.expression !== object.expression) return false
    const isOld = columnOf(world.before, parent, column.name)?.default === object.expression
    return isOld || isInline(fact, world) || comesWithParentsColumn(fact, world)
  })
}
