import type { CompositeField, CompositeType } from '../../../column-type.ts'
import type { SchemaDefinition, Table } from '../../../definition.ts'
import { canonical } from '../../../diff/canonical.ts'
import type { Fact, FactOf } from '../../../facts.ts'
import { type ObjectId, objectId } from '../../../identity.ts'
import type { Hazard, Lock } from '../../step.ts'
import type { KindRules, World } from '../kind-rules.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { attributeOrder } from './attribute-order.ts'
import { columnsUsing } from './columns-using.ts'

/**
 * Attributes are compared by their names: Postgres can only append one, so their order is not something to migrate. One
 * that is made again keeps the order that it had, as stored values move to it by their text.
 */
export const compositeRules: KindRules<'composite'> = {
  create: ({ id, object }, world) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [
        `CREATE TYPE ${quoteTable(object)} AS (${ordered(object, world.before.facts.get(id)).map(attribute).join(', ')})`,
      ],
    },
  ],
  drop: ({ id, object }) => [{ action: 'drop', title: `drop ${id}`, statements: [`DROP TYPE ${quoteTable(object)}`] }],
  alter(from, to, _, world) {
    const { dropped, added, retyped } = difference(from.object, to.object)
    if (dropped.length + added.length + retyped.length === 0) return { how: 'in place', drafts: [] }
    const stored = columnsUsing(from.object, world.before.definition)
    const disturbs = dropped.length + retyped.length > 0 && hasReaders(from.id, world)
    // Postgres retypes no attribute of values that are stored, and columns can't be gone meanwhile.
    const moves = retyped.length > 0 || disturbs
    const shifts = dropped.length > 0 && added.length > 0 && isShaken(from.id, world)
    if (stored.length > 0 && (moves || shifts)) return { how: 'replace' }

    const typed = tablesOfType(from.object, world.before.definition)
    const propagated = typed.length > 0 ? ' CASCADE' : ''
    const actions = [
      ...dropped.map(({ name }) => `DROP ATTRIBUTE ${quoteIdentifier(name)}${propagated}`),
      ...retyped.map((field) => `ALTER ATTRIBUTE ${quoteIdentifier(field.name)} TYPE ${type(field)}${propagated}`),
      ...added.map((field) => `ADD ATTRIBUTE ${attribute(field)}${propagated}`),
    ]
    const holders = [...stored.map(({ table }) => table), ...typed]
    return {
      how: 'in place',
      disturbs,
      drafts: [
        {
          action: 'alter',
          title: `change attributes of ${to.id}`,
          statements: [`ALTER TYPE ${quoteTable(to.object)} ${actions.join(', ')}`],
          hazards: [...dropped.flatMap((field) => loss(field, to, holders)), ...rewriting(retyped, typed)],
          locks: typed.map(({ schema, name }): Lock => ({ relation: { schema, name }, mode: 'ACCESS EXCLUSIVE' })),
        },
      ],
    }
  },
}

function ordered({ fields }: CompositeType, old: Fact | undefined): CompositeField[] {
  return attributeOrder(fields, old?.kind === 'composite' ? old.object.fields : [])
}

/** Whether something that it is made of is another one afterwards, so that it may have to be made again with it. */
function isShaken(id: ObjectId, { before, after }: World): boolean {
  const reached = new Set([id])
  for (const one of reached) for (const needed of before.definition.dependencies[one] ?? []) reached.add(needed)
  reached.delete(id)
  return [...reached].some(
    (one) => canonical(before.facts.get(one)?.object) !== canonical(after.facts.get(one)?.object),
  )
}

function difference(from: CompositeType, to: CompositeType) {
  const old = new Map(from.fields.map((field) => [field.name, field]))
  const kept = new Set(to.fields.map(({ name }) => name))
  return {
    dropped: from.fields.filter(({ name }) => !kept.has(name)),
    added: to.fields.filter(({ name }) => !old.has(name)),
    retyped: to.fields.filter((field) => {
      const before = old.get(field.name)
      return before !== undefined && type(before) !== type(field)
    }),
  }
}

function attribute(field: CompositeField): string {
  return `${quoteIdentifier(field.name)} ${type(field)}`
}

function type({ databaseType, collation }: CompositeField): string {
  return collation === null ? databaseType : `${databaseType} COLLATE ${collation}`
}

/** Whether anything has its attributes written into it by their places, as views have. */
function hasReaders(id: ObjectId, { before }: World): boolean {
  const readers = new Set([
    'view',
    'materialized view',
    'rule',
    'function',
    'procedure',
    'policy',
    'index',
    'constraint',
  ])
  return Object.entries(before.definition.dependencies).some(
    ([dependent, needs]) => needs.includes(id) && readers.has(before.facts.get(dependent)?.kind ?? ''),
  )
}

function tablesOfType({ schema, name }: CompositeType, { tables }: SchemaDefinition): Table[] {
  const id = objectId('composite', schema, name)
  return tables.filter(({ ofType }) => ofType !== null && objectId('composite', ofType.schema, ofType.name) === id)
}

function loss({ name }: CompositeField, { id }: FactOf<'composite'>, holders: readonly Table[]): Hazard[] {
  if (holders.length === 0) return []
  const where = [...new Set(holders.map((table) => `${table.schema}.${table.name}`))].join(', ')
  return [{ kind: 'deletes data', why: `What ${name} of ${id} holds in ${where} is lost.` }]
}

function rewriting(retyped: readonly CompositeField[], typed: readonly Table[]): Hazard[] {
  if (retyped.length === 0) return []
  return typed.flatMap(({ schema, name }): Hazard[] => [
    { kind: 'rewrites table', why: `Rows of ${schema}.${name} are written anew, and nobody can use it meanwhile.` },
    { kind: 'may fail on data', why: `It fails if a value in ${schema}.${name} has no counterpart in the new type.` },
  ])
}
