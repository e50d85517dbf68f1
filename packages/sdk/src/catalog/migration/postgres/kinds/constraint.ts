import type { Constraint } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules, World } from '../kind-rules.ts'
import { locksOf, locksOfDrop } from '../locks.ts'
import { quoteIdentifier } from '../quote.ts'
import { addCheck } from './add-check.ts'
import { addForeignKey } from './add-foreign-key.ts'
import { addKey } from './add-key.ts'
import { alterTable } from './alter-table.ts'
import { familyLocks, tableId, tableOf } from './family.ts'
import { foreignKeyTables } from './foreign-key-tables.ts'
import { goesAlong } from './goes-along.ts'
import { givenBy } from './inherited-constraint.ts'
import { constraintClause, isAttached, leavesParent } from './partition.ts'
import { validateConstraint } from './validate-constraint.ts'

export const constraintRules: KindRules<'constraint'> = {
  create(fact, world) {
    const { object } = fact
    if (object.inherited) return createInherited(fact, world)
    switch (object.kind) {
      case 'primary key':
      case 'unique':
      case 'exclusion':
        return addKey({ ...fact, object }, world)
      case 'foreign key':
        return addForeignKey({ ...fact, object }, world)
      case 'check':
        return addCheck({ ...fact, object }, world)
    }
  },

  drop(fact, world) {
    if (goesAlong(fact, world) || fact.object.inherited) return []
    const { object, table } = fact
    const own = object.kind === 'check' && object.noInherit
    return [
      {
        action: 'drop',
        title: `drop ${fact.id}`,
        statements: [alterTable(table, `DROP CONSTRAINT ${quoteIdentifier(object.name)}`)],
        hazards: [hazard('drops what protects data', lost(fact))],
        locks: locksOfDrop(
          world,
          ...(own ? [[table, 'ACCESS EXCLUSIVE'] as const] : familyLocks(world, table, 'ACCESS EXCLUSIVE')),
          ...foreignKeyTables(object, world).map((name) => [name, 'ACCESS EXCLUSIVE'] as const),
        ),
      },
    ]
  },

  alter(from, to, changes, world) {
    const changed = new Set(changes.map(({ property }) => property))
    if (changed.has('inherited')) return alterInherited(from, to, changed, world)
    if (changed.has('definition')) {
      if (!isDeferralOnly(from.object, to.object)) return { how: 'replace' }
      return { how: 'in place', drafts: to.object.inherited ? [] : [alterDeferral(to, world)] }
    }
    if (!isValid(to.object)) return { how: 'replace' }
    return { how: 'in place', drafts: to.object.inherited ? [] : [validateConstraint(to, world)] }
  },
}

/** It comes with the parent's, or with the table that it is on; then only its name may be left to set. */
function createInherited(fact: FactOf<'constraint'>, world: World): Draft[] {
  const { object, table } = fact
  const given = givenBy(world.after, table, object)
  if (object.kind === 'foreign key') {
    if (given === undefined || given.object.name === object.name) return []
    return [rename(fact, given.object.name, world)]
  }
  if (object.kind === 'check' || isAttached(table, world)) return []
  if (given === undefined || world.isNew(given.id)) return []
  const standing = tableOf(world.before, table)?.constraints.find((one) => one.keyOfWhole === given.object.name)
  if (standing !== undefined && !world.isDropped(given.id)) {
    return standing.name === object.name ? [] : [rename(fact, standing.name, world)]
  }
  return addKey({ ...fact, object }, world)
}

function rename(fact: FactOf<'constraint'>, given: string, world: World): Draft {
  const names = `${quoteIdentifier(given)} TO ${quoteIdentifier(fact.object.name)}`
  return {
    action: 'rename',
    title: `name ${fact.id}`,
    statements: [alterTable(fact.table, `RENAME CONSTRAINT ${names}`)],
    locks: locksOf(world, [fact.table, 'ACCESS EXCLUSIVE']),
  }
}

function alterInherited(
  from: FactOf<'constraint'>,
  to: FactOf<'constraint'>,
  changed: ReadonlySet<string>,
  world: World,
): ReturnType<KindRules<'constraint'>['alter']> {
  const comesAndGoes = { how: 'in place', drafts: [] } as const
  if (changed.has('definition')) return { how: 'replace' }
  if (leavesParent(tableOf(world.before, from.table), to.table) || isAttached(to.table, world)) return comesAndGoes
  if (to.object.kind !== 'check') return comesAndGoes
  if (!to.object.inherited) return { how: 'in place', drafts: [alsoOwn(to, world)] }
  const given = givenBy(world.after, to.table, to.object)
  if (given !== undefined && !world.before.facts.has(given.id)) return { how: 'replace' }
  return {
    how: 'refuse',
    why: "it comes from a parent as well, and Postgres can't take back that it is also the table's own",
    hint: 'Drop the constraint from the parent and add it there again.',
  }
}

/** Said of a table that has it from its parent, it is the table's own as well. */
function alsoOwn(to: FactOf<'constraint'>, world: World): Draft {
  return {
    action: 'alter',
    title: `make ${to.id} the table's own`,
    statements: [alterTable(to.table, `ADD ${constraintClause(to.object)}`)],
    locks: locksOf(world, ...familyLocks(world, to.table, 'ACCESS EXCLUSIVE')),
  }
}

function isValid(constraint: Constraint): boolean {
  return !('valid' in constraint) || constraint.valid
}

const deferral = /( NOT DEFERRABLE)?( DEFERRABLE)?( INITIALLY DEFERRED)?( NOT VALID)?$/

/** Only of a foreign key can it be changed when it is checked. */
function isDeferralOnly(from: Constraint, to: Constraint): boolean {
  if (from.kind !== 'foreign key' || to.kind !== 'foreign key' || from.valid !== to.valid) return false
  return from.definition?.replace(deferral, '') === to.definition?.replace(deferral, '')
}

function alterDeferral(to: FactOf<'constraint'>, world: World): Draft {
  const { object, table } = to
  const { deferrable, initiallyDeferred } =
    'deferrable' in object ? object : { deferrable: false, initiallyDeferred: false }
  const when = deferrable ? `DEFERRABLE INITIALLY ${initiallyDeferred ? 'DEFERRED' : 'IMMEDIATE'}` : 'NOT DEFERRABLE'
  return {
    action: 'alter',
    title: `change when ${to.id} is checked`,
    statements: [alterTable(table, `ALTER CONSTRAINT ${quoteIdentifier(object.name)} ${when}`)],
    locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
  }
}

function lost({ object, table }: FactOf<'constraint'>): string {
  const rows = tableId(table)
  switch (object.kind) {
    case 'primary key':
    case 'unique':
      return `Rows of ${rows} may be alike in ${object.columns.join(', ')} from then on.`
    case 'exclusion':
      return `Rows of ${rows} may exclude each other from then on.`
    case 'foreign key':
      return `Rows of ${rows} may point at rows that are not there from then on.`
    case 'check':
      return `Rows of ${rows} may break ${object.expression} from then on.`
  }
}
