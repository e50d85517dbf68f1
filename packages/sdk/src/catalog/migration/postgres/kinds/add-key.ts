import type { Constraint, ExclusionConstraint, KeyConstraint, Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import { hazard } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTable } from './alter-table.ts'
import { descendantsOf, familyLocks, printed, tableId } from './family.ts'
import { givenBy } from './inherited-constraint.ts'
import { rowMarks } from './marks-rows.ts'
import { constraintClause, isAttached } from './partition.ts'

type KeyFact = FactOf<'constraint'> & { readonly object: KeyConstraint | ExclusionConstraint }

/**
 * A key of a partitioned table is made on its parts first, under their own names: making it on the whole takes those that
 * are there, and would make others under names of its choice.
 */
export function addKey(fact: KeyFact, world: World): Draft[] {
  const parts = fact.table.partitionBy === null ? [] : keysOfParts(fact, world)
  const drafts = [...parts, fact].flatMap((one) => addOne(one, world))
  const parent = fact.object.inherited ? givenBy(world.after, fact.table, fact.object) : undefined
  if (parent === undefined) return drafts
  const whole = quoteTable({ schema: parent.table.schema, name: parent.object.name })
  const own = quoteTable({ schema: fact.table.schema, name: fact.object.name })
  return [
    ...drafts,
    {
      action: 'alter',
      title: `make ${fact.id} a part of ${parent.id}`,
      statements: [`ALTER INDEX ${whole} ATTACH PARTITION ${own}`],
      locks: locksOf(world, [parent.table, 'ACCESS SHARE'], [fact.table, 'ACCESS SHARE']),
    },
  ]
}

/** Of parts that stand before the migration; those that are attached by it bring theirs. The innermost first. */
function keysOfParts(fact: KeyFact, world: World): KeyFact[] {
  const { table, object } = fact
  const old = descendantsOf(world.after, table).filter((part) => !isAttached(part, world))
  return old.toReversed().flatMap((part) =>
    part.constraints.flatMap((own): KeyFact[] => {
      if (!isKey(own) || own.kind !== object.kind || !own.inherited || !leadsTo(part, own, fact, world)) return []
      const id = objectId('constraint', part.schema, part.name, own.name)
      if (world.before.facts.has(id) && !world.isDropped(id)) return []
      return [{ id, kind: 'constraint', parent: tableId(part), object: own, table: part }]
    }),
  )
}

function isKey(constraint: Constraint): constraint is KeyConstraint | ExclusionConstraint {
  return constraint.kind !== 'check' && constraint.kind !== 'foreign key'
}

function leadsTo(part: Table, own: Constraint, whole: KeyFact, world: World): boolean {
  let found = givenBy(world.after, part, own)
  while (found !== undefined && tableId(found.table) !== tableId(whole.table)) {
    found = givenBy(world.after, found.table, found.object)
  }
  return found?.id === whole.id
}

function addOne(fact: KeyFact, world: World): Draft[] {
  const { object, table } = fact
  const marks = rowMarks(world.after, table, object.name)
  const isNew = world.isNew(tableId(table))
  const add: Draft = {
    action: 'create',
    title: `add ${fact.id}`,
    statements: [alterTable(table, `ADD ${constraintClause(object)}`), ...marks],
    locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
  }
  if (isNew) return [add]
  const apart = (world.online || world.apart) && table.partitionBy === null && !makesOwnNotNull(object)
  const index = apart ? indexBehind(fact, world.online) : null
  const hazards = [
    hazard('builds index', `The index behind ${object.name} is built.`),
    hazard('may fail on data', `It fails where rows of ${printed(table)} break ${object.name}.`),
  ]
  if (index !== null && object.kind !== 'exclusion') {
    const clause = `CONSTRAINT ${quoteIdentifier(object.name)} ${object.kind.toUpperCase()} USING INDEX ${quoteIdentifier(object.name)}`
    return [
      {
        action: 'create',
        title: `build the index behind ${fact.id}`,
        statements: [index],
        hazards,
        ...(world.online
          ? { locks: locksOf(world, [table, 'SHARE UPDATE EXCLUSIVE']), transaction: 'none' }
          : { locks: locksOf(world, [table, 'SHARE']), transaction: 'own' }),
      },
      { ...add, statements: [alterTable(table, `ADD ${clause}${deferralOf(object)}`), ...marks] },
    ]
  }
  return [
    { ...add, hazards: [...hazards, hazard('blocks reads', `Nobody can read ${printed(table)} until it is built.`)] },
  ]
}

/** Made of an index, a primary key says NOT NULL of a part's columns once more, as the part's own. */
function makesOwnNotNull({ kind, inherited }: Constraint): boolean {
  return kind === 'primary key' && inherited
}

/** Null where no index made beforehand can become the constraint. */
function indexBehind({ object, table }: KeyFact, concurrently: boolean): string | null {
  const { definition } = object
  if (definition === null || object.kind === 'exclusion' || object.withoutOverlaps) return null
  const found = /^(?:PRIMARY KEY|UNIQUE)(?: NULLS NOT DISTINCT)? (.*)$/s.exec(definition)?.[1]
  if (found === undefined || (object.nullsNotDistinct && / (WITH|INCLUDE) \(/.test(found))) return null
  const elements = found.replace(/( NOT DEFERRABLE| DEFERRABLE| INITIALLY DEFERRED)*$/, '')
  const nulls = object.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''
  const on = quoteTable({ schema: table.schema, name: table.name })
  return `CREATE UNIQUE INDEX ${concurrently ? 'CONCURRENTLY ' : ''}${quoteIdentifier(object.name)} ON ${on} ${elements}${nulls}`
}

function deferralOf({ deferrable, initiallyDeferred }: KeyConstraint): string {
  return deferrable ? ` DEFERRABLE INITIALLY ${initiallyDeferred ? 'DEFERRED' : 'IMMEDIATE'}` : ''
}
