import type { Column, NotNullConstraint, Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import { hazard, scansTable } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier } from '../quote.ts'
import { alterTable, alterTableOnly } from './alter-table.ts'
import { columnId, columnOf, familyLocks, printed, tableId } from './family.ts'

/** Inside of a column's definition, or nothing. What it does not say is as the server would choose it. */
export function notNullClause(table: QualifiedName, column: Column): string {
  const { notNull, notNullConstraint } = column
  if (!notNull) return ''
  if (notNullConstraint === null) return 'NOT NULL'
  const { name, noInherit } = notNullConstraint
  const named = name === usualName(table, column.name) ? '' : `CONSTRAINT ${quoteIdentifier(name)} `
  return `${named}NOT NULL${noInherit ? ' NO INHERIT' : ''}`
}

/** As an action of ALTER TABLE, under its name. */
function addNotNull(column: string, { name, noInherit }: NotNullConstraint, valid: boolean): string {
  const constraint = `${quoteIdentifier(name)} NOT NULL ${quoteIdentifier(column)}`
  return `ADD CONSTRAINT ${constraint}${noInherit ? ' NO INHERIT' : ''}${valid ? '' : ' NOT VALID'}`
}

/** What is left to say of NOT NULL after the table was made: of columns from a parent, and what is not checked yet. */
export function notNullOfNew(
  table: QualifiedName,
  column: Column,
  parent: Column | undefined,
  partition: boolean,
): string[] {
  const { notNull, notNullConstraint: constraint } = column
  if (constraint !== null && !constraint.valid) return [alterTable(table, addNotNull(column.name, constraint, false))]
  if (!column.inherited || !notNull || partition) return []
  if (constraint !== null)
    return constraint.inherited ? [] : [alterTable(table, addNotNull(column.name, constraint, true))]
  return parent?.notNull === true ? [] : [alterTableOnly(table, setNotNull(column.name))]
}

/** What a whole asks of a table that becomes a part of it; afterwards the names could not be changed any more. */
export function notNullOfWhole(table: Table, world: World): string[] {
  return table.columns.flatMap((column) => {
    const before = columnOf(world.before, table, column.name)
    const [old, wanted] = [before?.notNullConstraint ?? null, column.notNullConstraint]
    if (before === undefined || !column.notNull) return []
    if (!before.notNull) {
      return [alterTable(table, wanted === null ? setNotNull(column.name) : addNotNull(column.name, wanted, true))]
    }
    if (old === null || wanted === null || old.name === wanted.name) return []
    return [alterTable(table, `RENAME CONSTRAINT ${quoteIdentifier(old.name)} TO ${quoteIdentifier(wanted.name)}`)]
  })
}

function setNotNull(column: string): string {
  return `ALTER COLUMN ${quoteIdentifier(column)} SET NOT NULL`
}

export function dropNotNull(to: FactOf<'column'>, world: World): Draft {
  const { table, object } = to
  const own = columnOf(world.before, table, object.name)?.notNullConstraint?.noInherit === true
  return {
    action: 'alter',
    title: `let ${to.id} be null`,
    statements: [alterTable(table, `ALTER COLUMN ${quoteIdentifier(object.name)} DROP NOT NULL`)],
    locks: locksOf(
      world,
      ...(own ? [[table, 'ACCESS EXCLUSIVE'] as const] : familyLocks(world, table, 'ACCESS EXCLUSIVE')),
    ),
  }
}

/** Changes of the constraint behind NOT NULL, which stays. */
export function alterNotNull(
  from: NotNullConstraint,
  to: NotNullConstraint,
  fact: FactOf<'column'>,
  world: World,
): Draft[] {
  const { table, object } = fact
  const drafts: Draft[] = []
  const locks = (mode: 'ACCESS EXCLUSIVE' | 'SHARE UPDATE EXCLUSIVE') =>
    locksOf(world, ...familyLocks(world, table, mode))
  if (from.name !== to.name && !to.inherited) {
    const names = `${quoteIdentifier(from.name)} TO ${quoteIdentifier(to.name)}`
    drafts.push({
      action: 'rename',
      title: `rename constraint ${from.name} behind ${fact.id} to ${to.name}`,
      statements: [alterTable(table, `RENAME CONSTRAINT ${names}`)],
      locks: locks('ACCESS EXCLUSIVE'),
    })
  }
  const name = quoteIdentifier(to.inherited ? from.name : to.name)
  if (!from.valid && to.valid) drafts.push(validate(fact, name, world))
  if (from.noInherit !== to.noInherit) {
    drafts.push({
      action: 'alter',
      title: `${to.noInherit ? 'keep' : 'pass on'} that ${fact.id} is not null`,
      statements: [alterTable(table, `ALTER CONSTRAINT ${name} ${to.noInherit ? 'NO INHERIT' : 'INHERIT'}`)],
      hazards: to.noInherit ? [] : nullsFail(table, object.name),
      locks: locks('ACCESS EXCLUSIVE'),
    })
  }
  return drafts
}

/** Makes a column that may be null one that may not. */
export function setsNotNull(to: FactOf<'column'>, world: World): Draft[] {
  const { table, object } = to
  const constraint = object.notNullConstraint
  if (constraint !== null && !constraint.valid)
    return [draft(to, addNotNull(object.name, constraint, false), world, [])]
  if (world.isNew(tableId(table))) return [draft(to, notNullAction(table, object), world, [])]
  if (!world.online) return [draft(to, notNullAction(table, object), world, slow(table, object.name))]
  return constraint !== null ? onlineByConstraint(to, constraint, world) : onlineByCheck(to, world)
}

/** Says of all rows at once that they have a value, under the name of that. */
export function notNullAction(table: QualifiedName, { name, notNullConstraint: constraint }: Column): string {
  if (constraint === null || (constraint.name === usualName(table, name) && !constraint.noInherit)) {
    return setNotNull(name)
  }
  return addNotNull(name, constraint, true)
}

function onlineByConstraint(to: FactOf<'column'>, constraint: NotNullConstraint, world: World): Draft[] {
  const add = draft(to, addNotNull(to.object.name, constraint, false), world, [])
  return [{ ...add, transaction: 'own' }, validate(to, quoteIdentifier(constraint.name), world)]
}

/** SET NOT NULL does not read the table where a valid check proves it. */
function onlineByCheck(to: FactOf<'column'>, world: World): Draft[] {
  const { table, object } = to
  const name = quoteIdentifier(checkName(object.name))
  const check = `ADD CONSTRAINT ${name} CHECK (${quoteIdentifier(object.name)} IS NOT NULL) NOT VALID`
  const prove: Draft = { ...draft(to, check, world, []), title: `say that ${to.id} is not null`, transaction: 'own' }
  const set = draft(to, setNotNull(object.name), world, [])
  return [
    prove,
    validate(to, name, world),
    { ...set, statements: [...set.statements, alterTable(table, `DROP CONSTRAINT ${name}`)] },
  ]
}

function validate(to: FactOf<'column'>, constraint: string, world: World): Draft {
  const { table, object } = to
  return {
    action: 'validate',
    title: `check that ${to.id} is not null`,
    statements: [alterTable(table, `VALIDATE CONSTRAINT ${constraint}`)],
    hazards: nullsFail(table, object.name),
    locks: locksOf(world, ...familyLocks(world, table, 'SHARE UPDATE EXCLUSIVE')),
    transaction: 'own',
  }
}

function draft(to: FactOf<'column'>, action: string, world: World, hazards: Draft['hazards'] = []): Draft {
  return {
    action: 'alter',
    title: `set ${to.id} not null`,
    statements: [alterTable(to.table, action)],
    hazards,
    locks: locksOf(world, ...familyLocks(world, to.table, 'ACCESS EXCLUSIVE')),
  }
}

function nullsFail(table: QualifiedName, column: string) {
  const name = columnId(table, column).slice('column '.length)
  return [
    scansTable(printed(table), `${name} is not null`),
    hazard('may fail on data', `It fails where ${name} is null in any row.`),
  ]
}

function slow(table: QualifiedName, column: string) {
  return [...nullsFail(table, column), hazard('blocks reads', `Nobody can read ${printed(table)} until that is done.`)]
}

/** The name that Postgres 18 gives, where it has room for it and nothing else has it. */
function usualName({ name }: QualifiedName, column: string): string | null {
  const usual = `${name}_${column}_not_null`
  return Buffer.byteLength(usual) <= 63 ? usual : null
}

function checkName(column: string): string {
  const name = `${column}_is_not_null`
  return Buffer.byteLength(name) <= 63 ? name : 'column_is_not_null'
}
