import type { Constraint, Index, Table } from '../../../definition.ts'
import { objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { Hazard, LockMode } from '../../step.ts'
import { hazard, scansTable } from '../hazards.ts'
import type { Draft, Side, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTable } from './alter-table.ts'
import { descendantsOf, familyLocks, printed, tableId, tableOf } from './family.ts'
import { notNullOfWhole } from './not-null.ts'
import { serverMajor } from './server-major.ts'

export function isPartition({ boundText }: Table): boolean {
  return boundText !== null
}

/** Whether it becomes a part of another table by this migration: new, or attached to that. */
export function isAttached(table: Table, world: World): boolean {
  if (!isPartition(table)) return false
  if (world.isNew(tableId(table))) return true
  const before = tableOf(world.before, table)
  return before === undefined || before.boundText !== table.boundText || wholeOf(before) !== wholeOf(table)
}

/** Whether a table that stays is no longer a child of a table that it was a child of. */
export function leavesParent(before: Table | undefined, after: Table): boolean {
  if (before === undefined) return false
  const kept = new Set(after.parents.map(tableId))
  return before.boundText !== after.boundText || before.parents.some((parent) => !kept.has(tableId(parent)))
}

function wholeOf({ parents }: Table): string {
  return parents.map(tableId).join()
}

export function attachStatement(table: Table): string[] {
  const [whole] = table.parents
  if (whole === undefined || table.boundText === null) return []
  return [alterTable(whole, `ATTACH PARTITION ${quoteTable(nameOf(table))} ${table.boundText}`)]
}

/** Locks on others than the table itself. The default partition must be seen to hold no row of the new part. */
export function attachLocks(table: Table, world: World): (readonly [QualifiedName, LockMode])[] {
  return table.parents.flatMap((whole) => [
    [whole, 'SHARE UPDATE EXCLUSIVE'] as const,
    ...wholesOf(whole, world.after).map((name) => [name, 'ACCESS SHARE'] as const),
    ...siblingDefault(table, whole, world.before).map((name) => [name, 'ACCESS EXCLUSIVE'] as const),
    ...relatives(whole, world.before, 'SHARE ROW EXCLUSIVE'),
  ])
}

/** Those that it is a part of, whose bounds are its own as well. */
function wholesOf(table: QualifiedName, side: Side): QualifiedName[] {
  const found = tableOf(side, table)
  if (found === undefined || !isPartition(found)) return []
  return found.parents.flatMap((whole) => [whole, ...wholesOf(whole, side)])
}

/** Foreign keys of the whole, in either direction, come to the part as well. */
function relatives(
  whole: QualifiedName,
  side: Side,
  referencingMode: LockMode,
): (readonly [QualifiedName, LockMode])[] {
  const own = tableOf(side, whole)?.constraints ?? []
  const referenced = own.flatMap((one) => (one.kind === 'foreign key' ? [one.references] : []))
  const referencing = side.definition.tables.filter(({ constraints }) =>
    constraints.some((one) => one.kind === 'foreign key' && tableId(one.references) === tableId(whole)),
  )
  return [
    ...referenced.map((name) => [name, 'SHARE ROW EXCLUSIVE'] as const),
    ...referencing.map((name) => [name, referencingMode] as const),
  ]
}

function siblingDefault(table: Table, whole: QualifiedName, side: Side): QualifiedName[] {
  return side.definition.tables.filter(
    (one) => one.boundText === 'DEFAULT' && wholeOf(one) === tableId(whole) && tableId(one) !== tableId(table),
  )
}

/**
 * Keys and indexes that a part has because of its whole, under the part's own names. Attaching it takes those that are
 * there, and would make others under names of its choice.
 */
export function broughtAlong(table: Table, world: World): string[] {
  const constraints = table.constraints.filter(
    (one) => comesWithTable(one) && !world.before.facts.has(objectId('constraint', table.schema, table.name, one.name)),
  )
  return [
    ...(world.isNew(tableId(table)) ? constraints.filter(isUnchecked) : constraints).map((one) =>
      alterTable(table, `ADD ${constraintClause(one)}`),
    ),
    ...indexesOf(table, world.after)
      .filter((one) => one.parent !== null && !stands(one, world))
      .map((one) => one.definition ?? ''),
  ]
}

function stands({ schema, name }: Index, world: World): boolean {
  const id = objectId('index', schema, name)
  return world.before.facts.has(id) && !world.isDropped(id)
}

function indexesOf(table: Table, { definition }: Side): Index[] {
  return definition.indexes.filter((one) => one.constraint === null && tableId(one.table) === tableId(table))
}

/** Whether a part that is attached must have the constraint before. Foreign keys are made by attaching. */
export function comesWithTable({ inherited, kind }: Constraint): boolean {
  return inherited && kind !== 'foreign key'
}

/** A check that rows need not meet yet; one that is made with its table counts as met. */
export function isUnchecked(constraint: Constraint): boolean {
  return 'valid' in constraint && !constraint.valid
}

export function constraintClause({ name, definition }: Constraint): string {
  return `CONSTRAINT ${quoteIdentifier(name)} ${definition ?? ''}`
}

/** A table with rows becomes a part: what the whole asks of its parts is made first. */
export function attachDrafts(table: Table, world: World): Draft[] {
  const statements = [...notNullOfWhole(table, world), ...broughtAlong(table, world), ...attachStatement(table)]
  return [
    {
      action: 'alter',
      title: `attach table ${printed(table)} to ${table.parents.map(printed).join()}`,
      statements,
      hazards: [
        scansTable(printed(table), 'every row belongs into this part'),
        hazard('may fail on data', `It fails where a row of ${printed(table)} does not belong into this part.`),
        ...attachHazards(table, world),
      ],
      locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE'), ...attachLocks(table, world)),
    },
  ]
}

/**
 * @param table as it stands before
 * @param gone whether it is dropped next: detached concurrently, it is left with a check of its old bound
 */
export function detachDrafts(table: Table, gone: boolean, world: World): Draft[] {
  const [whole] = table.parents
  if (whole === undefined) return []
  const online = gone && world.online && serverMajor(world.before) >= 14 && !hasDefault(whole, world.before)
  const detach = `DETACH PARTITION ${quoteTable(nameOf(table))}`
  const draft: Draft = {
    action: 'alter',
    title: `detach table ${printed(table)} from ${printed(whole)}`,
    statements: [alterTable(whole, online ? `${detach} CONCURRENTLY` : detach)],
    hazards: [
      hazard('may change data', `Rows of ${printed(table)} are no longer rows of ${printed(whole)}.`),
      ...(isPointedAt(whole, world.before) || isPointedAt(whole, world.after)
        ? [hazard('may fail on data', `It fails where rows of ${printed(table)} are pointed at.`)]
        : []),
    ],
    locks: locksOfDrop(
      world,
      [whole, online ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'],
      [table, 'ACCESS EXCLUSIVE'],
      ...detachLocks(table, whole, world),
    ),
  }
  return [online ? { ...draft, transaction: 'none' } : draft]
}

function isPointedAt(whole: QualifiedName, side: Side): boolean {
  return side.definition.tables.some(({ constraints }) =>
    constraints.some((one) => one.kind === 'foreign key' && tableId(one.references) === tableId(whole)),
  )
}

/** A new part takes over what the default one may hold. */
export function attachHazards(table: Table, world: World): Hazard[] {
  return table.parents.flatMap((whole) =>
    siblingDefault(table, whole, world.before).flatMap((other) => [
      scansTable(printed(other), `none belongs into ${printed(table)}`),
      hazard('may fail on data', `It fails where a row of ${printed(other)} belongs into ${printed(table)}.`),
    ]),
  )
}

function detachLocks(table: Table, whole: QualifiedName, world: World): (readonly [QualifiedName, LockMode])[] {
  return [
    ...descendantsOf(world.before, table).map((one) => [one, 'ACCESS EXCLUSIVE'] as const),
    ...relatives(whole, world.before, 'ACCESS EXCLUSIVE'),
    ...siblingDefault(table, whole, world.before).map((name) => [name, 'ACCESS EXCLUSIVE'] as const),
  ]
}

function hasDefault(whole: QualifiedName, side: Side): boolean {
  return side.definition.tables.some((one) => one.boundText === 'DEFAULT' && wholeOf(one) === tableId(whole))
}

function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name }
}
