import type { Column, Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTable } from './alter-table.ts'
import { columnDefinition } from './column-definition.ts'
import { columnId, columnOf, familyLocks, printed, same, tableId, tableOf } from './family.ts'
import { notNullOfWhole } from './not-null.ts'
import { attachDrafts, constraintClause, detachDrafts, isAttached, isPartition, leavesParent } from './partition.ts'

/** A table that stays comes to other parents, or becomes another part. */
export function parentDrafts(
  { object: from }: FactOf<'table'>,
  { object: to }: FactOf<'table'>,
  changed: ReadonlySet<string>,
  world: World,
): Draft[] {
  if (!changed.has('parents') && !changed.has('boundText')) return []
  if (isPartition(from) && isPartition(to) && sameParents(from, to)) return otherBounds(to, world)
  const detached = isPartition(from) && leavesParent(from, to)
  const [gone, come] = isPartition(from) || isPartition(to) ? [[], []] : otherParents(from, to)
  const leaving = [
    ...(detached ? detachDrafts(from, false, world) : []),
    ...gone.map((parent) => noInherit(from, parent, world)),
  ]
  const attached = isPartition(to) && isAttached(to, world)
  const joining = attached ? attachDrafts(to, world) : come.map((parent) => inherit(to, parent, world))
  return [
    ...leaving,
    ...(leaving.length > 0 ? leftBehind(from, to, world) : []),
    ...(joining.length > 0 ? missing(to, world) : []),
    ...joining,
  ]
}

/** Bounds of one whole must not overlap at any time: all parts whose bounds change leave it before the first comes again. */
function otherBounds(to: Table, world: World): Draft[] {
  const parts = world.after.definition.tables.flatMap((after) => {
    const before = tableOf(world.before, after)
    const moves = before !== undefined && isPartition(before) && isPartition(after) && sameParents(after, to)
    return moves && sameParents(before, after) && before.boundText !== after.boundText ? [{ before, after }] : []
  })
  const stays = parts.filter(({ after }) => !world.isNew(tableId(after)))
  if (stays[0] === undefined || tableId(stays[0].after) !== tableId(to)) return []
  return [
    ...stays.flatMap(({ before }) => detachDrafts(before, false, world)),
    ...stays.flatMap(({ before, after }) => leftBehind(before, after, world)),
    ...stays.flatMap(({ after }) => [...missing(after, world), ...attachDrafts(after, world)]),
  ]
}

function sameParents(one: Table, other: Table): boolean {
  return same(one.parents, other.parents)
}

/** Parents count in their order: where only that differs, all are left and come to again. */
function otherParents(from: Table, to: Table): [QualifiedName[], QualifiedName[]] {
  const [before, after] = [new Set(from.parents.map(tableId)), new Set(to.parents.map(tableId))]
  const gone = from.parents.filter((parent) => !after.has(tableId(parent)))
  const come = to.parents.filter((parent) => !before.has(tableId(parent)))
  return gone.length + come.length > 0 ? [gone, come] : [[...from.parents], [...to.parents]]
}

function noInherit(table: Table, parent: QualifiedName, world: World): Draft {
  return {
    action: 'alter',
    title: `take ${tableId(table)} out of ${printed(parent)}`,
    statements: [alterTable(table, `NO INHERIT ${name(parent)}`)],
    hazards: [{ kind: 'may change data', why: `Rows of ${printed(table)} are no longer rows of ${printed(parent)}.` }],
    locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE'), [parent, 'ACCESS SHARE']),
  }
}

function inherit(table: Table, parent: QualifiedName, world: World): Draft {
  return {
    action: 'alter',
    title: `let ${tableId(table)} inherit from ${printed(parent)}`,
    statements: [alterTable(table, `INHERIT ${name(parent)}`)],
    hazards: [{ kind: 'may change data', why: `Rows of ${printed(table)} become rows of ${printed(parent)}.` }],
    locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE'), [parent, 'SHARE UPDATE EXCLUSIVE']),
  }
}

/**
 * What came from the parent stays on the table; constraints and indexes that nobody wants there go now, where they did not
 * go with the parent's.
 */
function leftBehind(from: Table, to: Table, world: World): Draft[] {
  const kept = new Set(to.constraints.map((one) => one.name))
  const constraints = from.constraints.filter((one) => one.inherited && !kept.has(one.name))
  const indexes = world.before.definition.indexes.filter(
    (one) =>
      one.constraint === null &&
      one.parent !== null &&
      tableId(one.table) === tableId(from) &&
      !world.after.facts.has(objectId('index', one.schema, one.name)),
  )
  const statements = [
    ...constraints.map((one) => alterTable(to, `DROP CONSTRAINT IF EXISTS ${quoteIdentifier(one.name)}`)),
    ...indexes.map((one) => `DROP INDEX IF EXISTS ${name(one)}`),
  ]
  if (statements.length === 0) return []
  const locks = locksOf(world, ...familyLocks(world, from, 'ACCESS EXCLUSIVE'))
  return [{ action: 'drop', title: `drop what ${tableId(to)} had from its parent`, statements, locks }]
}

/** Columns and checks that a child must have before it can come to its parent. */
function missing(to: Table, world: World): Draft[] {
  const columns = to.columns.filter((column) => column.inherited && isMissing(to, column, world))
  const checks = to.constraints.filter(
    (one) =>
      one.kind === 'check' &&
      one.inherited &&
      !isPartition(to) &&
      tableOf(world.before, to)?.constraints.every(({ name }) => name !== one.name) === true,
  )
  const statements = [
    ...(isPartition(to) ? [] : notNullOfWhole(to, world)),
    ...columns.map((column) => alterTable(to, `ADD COLUMN ${columnDefinition(to, column, world)}`)),
    ...checks.map((one) => alterTable(to, `ADD ${constraintClause(one)}`)),
  ]
  if (statements.length === 0) return []
  const locks = locksOf(world, ...familyLocks(world, to, 'ACCESS EXCLUSIVE'))
  return [{ action: 'alter', title: `give ${tableId(to)} what its parent has`, statements, locks }]
}

function isMissing(table: Table, { name }: Column, world: World): boolean {
  if (columnOf(world.before, table, name) !== undefined) return false
  return table.parents.some(
    (parent) => world.after.facts.has(columnId(parent, name)) && !world.isNew(columnId(parent, name)),
  )
}

function name({ schema, name }: QualifiedName): string {
  return quoteTable({ schema, name })
}
