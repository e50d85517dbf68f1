import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { Column, Sequence } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import { hazard, scansTable } from '../hazards.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTable } from './alter-table.ts'
import { createSequence, ownedBy } from './create-sequence.ts'
import { familyLocks, printed } from './family.ts'
import { limitHazards, sequenceOptionChanges, sequenceOptions } from './sequence-options.ts'

/** Inside of a column's definition, or nothing. A partition draws from the sequence of its whole, and says nothing itself. */
export function identityClause({ identity, identitySequence }: Column): string {
  if (identity === null || identitySequence === null) return ''
  const { schema, name, unlogged } = identitySequence
  const sequence = `SEQUENCE NAME ${quoteTable({ schema, name })} ${sequenceOptions(identitySequence)}`
  return `GENERATED ${identity.toUpperCase()} AS IDENTITY (${sequence}${unlogged ? ' UNLOGGED' : ''})`
}

/** Begins after the largest value that the column holds, or where the sequence starts. */
function continueAfterRows(sequence: QualifiedName, table: QualifiedName, column: string, by: Sequence): string {
  const held = `${by.increment.startsWith('-') ? 'min' : 'max'}(${quoteIdentifier(column)})`
  const next = `coalesce(${held} + ${by.increment}, ${by.start})`
  const name = quoteLiteral(quoteTable(sequence)).trim()
  return `SELECT pg_catalog.setval(${name}::regclass, ${next}, false) FROM ${quoteTable(table)}`
}

export function addIdentity(to: FactOf<'column'>, world: World): Draft[] {
  const { object, table } = to
  const sequence = object.identitySequence
  if (sequence === null) return []
  const add = `ALTER COLUMN ${quoteIdentifier(object.name)} ADD ${identityClause(object)}`
  return [
    {
      action: 'alter',
      title: `give ${to.id} an identity`,
      statements: [alterTable(table, add), continueAfterRows(sequence, table, object.name, sequence)],
      hazards: [scansTable(printed(table), 'new values begin after the largest one')],
      locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
    },
  ]
}

/**
 * A sequence of the same name that the column draws from afterwards can only be made when the identity is gone: it is made
 * here, and not by itself.
 */
export function dropIdentity(to: FactOf<'column'>, successor: Sequence | null, world: World): Draft[] {
  const { object, table } = to
  const drop = alterTable(table, `ALTER COLUMN ${quoteIdentifier(object.name)} DROP IDENTITY`)
  return [
    {
      action: 'alter',
      title: `take the identity from ${to.id}`,
      statements:
        successor === null
          ? [drop]
          : [
              drop,
              createSequence(successor),
              ...ownedBy(successor, world),
              continueAfterRows(successor, table, object.name, successor),
            ],
      hazards:
        successor === null
          ? [hazard('cannot be undone', `Where the sequence of ${to.id} stands is forgotten.`)]
          : [scansTable(printed(table), 'new values begin after the largest one')],
      locks: locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE')),
    },
  ]
}

export function alterIdentity(from: Column, to: FactOf<'column'>, world: World): Draft[] {
  const { object, table } = to
  const column = `ALTER COLUMN ${quoteIdentifier(object.name)}`
  const [before, after] = [from.identitySequence, object.identitySequence]
  if (before === null || after === null || object.identity === null) return []
  const locks = locksOf(world, ...familyLocks(world, table, 'ACCESS EXCLUSIVE'))
  const changes = [
    ...(from.identity === object.identity ? [] : [`SET GENERATED ${object.identity.toUpperCase()}`]),
    ...sequenceOptionChanges(before, after).map((change) => (change === 'RESTART' ? change : `SET ${change}`)),
  ]
  const [old, name] = [quoteTable(before), quoteTable(after)]
  const moved =
    before.schema === after.schema ? [] : [`ALTER SEQUENCE ${old} SET SCHEMA ${quoteIdentifier(after.schema)}`]
  const here = quoteTable({ schema: after.schema, name: before.name })
  const renamed = before.name === after.name ? [] : [`ALTER SEQUENCE ${here} RENAME TO ${quoteIdentifier(after.name)}`]
  const logged =
    before.unlogged === after.unlogged ? [] : [`ALTER SEQUENCE ${name} SET ${after.unlogged ? 'UNLOGGED' : 'LOGGED'}`]
  // LIKE makes a sequence of bigint for whatever column; a column's new type gives its sequence that type by itself.
  const isOwnType = before.databaseType !== after.databaseType && from.databaseType === object.databaseType
  const typed = isOwnType
    ? [`ALTER SEQUENCE ${name} AS ${after.databaseType} MINVALUE ${after.minimum} MAXVALUE ${after.maximum}`]
    : []
  const statements = [
    ...moved,
    ...renamed,
    ...typed,
    ...(changes.length > 0 ? [alterTable(table, `${column} ${changes.join(' ')}`)] : []),
    ...logged,
  ]
  if (statements.length === 0) return []
  return [
    {
      action: 'alter',
      title: `change the identity of ${to.id}`,
      statements,
      hazards: limitHazards(before, after, `the sequence of ${to.id}`),
      locks,
    },
  ]
}
