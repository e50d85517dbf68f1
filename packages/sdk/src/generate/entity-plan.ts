import { UnderstudyError } from '../errors.ts'
import type { Batch, Vector } from '../model/batch.ts'
import { type Domain, hasNoValue } from '../model/expression/domain.ts'
import type { EvaluationOptions } from '../model/expression/evaluate.ts'
import type { ParsedSchema } from '../model/parse.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import { mapFloat64 } from '../random/map.ts'
import { type Rows, rowRange, rowsAt, type Stream, substream } from '../random/stream.ts'
import type { Maker } from '../values/kind.ts'
import { agreeingPickers } from './agreeing.ts'
import type { Allocation } from './allocation.ts'
import type { Count } from './counts.ts'
import { computedFields, derivation } from './derive.ts'
import { restricts, shareInside } from './fit-domain.ts'
import type { LearnedEntity, OpenField } from './learned-columns.ts'
import { narrowEntity } from './narrowed.ts'
import { orphaned, type ParentRows } from './parents.ts'
import {
  orphanShare,
  pickerOf,
  polymorphicOf,
  type Reference,
  type ReferenceSource,
  referenceOf,
} from './references.ts'
import { rowRules, type Unchecked } from './rules.ts'
import { settle } from './settle.ts'
import { assignTuples } from './tuples.ts'
import type { Choose, Slot, UniqueSet } from './unique-set.ts'

/** One entity, ready to make any of its rows on its own. */
export interface EntityPlan {
  readonly entity: EntityDefinition
  readonly rows: number
  /** Names of the fields that are made, in order. */
  readonly columns: readonly string[]
  /** Constraints that are left to the database, because they can't be evaluated here. */
  readonly unchecked: readonly Unchecked[]
  /** Names of those that are drawn from what was learned of real data. */
  readonly learned?: readonly string[] | undefined
  /** Rows first .. first + length - 1, counted from 0 within this run. */
  batch(first: number, length: number): Batch
  /** Values of single fields before any row rule: those of keys never change afterwards. */
  values(field: string, rows: Rows): Vector
}

export interface EntityContext {
  readonly schema: ParsedSchema
  readonly seed: Stream
  readonly count: Count
  /** Number of the first row: rows that a database already has go before. */
  readonly firstRow: number
  /** Leaves constraints other than keys, references and uniqueness aside. */
  readonly keysOnly: boolean
  /** Whose rules expressions follow where engines differ. */
  readonly evaluation: EvaluationOptions
  parentsOf(entity: string): ParentRows
  maker(entity: EntityDefinition, field: FieldDefinition, domain: Domain | undefined, unique: boolean): Maker
  /** Where a row's values are taken from another row number, because its own would collide with what stands already. */
  readonly renumber: ReadonlyMap<number, number> | undefined
  /** What was learned of real data for fields that nothing binds. */
  learned(open: ReadonlyMap<string, OpenField>, rows: number): LearnedEntity | undefined
}

/** Null share of a nullable field that says nothing else. */
const DEFAULT_NULL_RATE = 0.1

/** Below this share inside its checks, a learned column is made as standard makes it. */
const ENOUGH = 0.1
/** Nothing bounds how many values there are. */
const LEARNED = Number.POSITIVE_INFINITY

interface Made {
  /** Held fast by a key, a unique constraint or the dealing of rows: never drawn again. */
  readonly fixed: boolean
  column(rows: Rows): Vector
}

export function planEntity(entity: EntityDefinition, context: EntityContext): EntityPlan {
  const { schema, count, firstRow } = context
  const seed = substream(context.seed, entity.name)
  const fields = entity.fields.filter((field) => !field.generated)
  const wanted = uniqueFieldSets(entity, schema)
  const inUnique = new Set(wanted.flatMap((set) => set.fields))
  /** Never null and never drawn again: the primary key, and what other entities point at. */
  const primary = new Set([...(entity.primaryKey ?? []), ...referencedFields(entity, schema)])

  const references = relationshipsOf(entity, context, seed)
  const slotOf = new Map<string, Slot>(
    references.flatMap(({ slot, relationship }) => relationship.child.fields.map((field) => [field, slot] as const)),
  )
  const polymorphic = schema.relationships.flatMap((one) =>
    one.type === 'polymorphic' && one.child.entity === entity.name
      ? [
          polymorphicOf({
            relationship: one,
            parents: one.parents.map((parent) => context.parentsOf(parent.entity)),
            stream: substream(seed, ...one.child.fields, 'parents'),
          }),
        ]
      : [],
  )
  const polymorphicFields = new Set(polymorphic.flatMap((reference) => reference.fields))

  const constraints = context.keysOnly ? [] : schema.constraints.filter((one) => one.entity === entity.name)
  const { domains, orderings, equalities } = narrowEntity(entity, constraints, context.evaluation)
  const computed = computedFields(
    entity,
    equalities,
    (name) => !slotOf.has(name) && !polymorphicFields.has(name) && !inUnique.has(name) && !primary.has(name),
  )

  const isBound = (name: string): boolean =>
    slotOf.has(name) || polymorphicFields.has(name) || computed.some(({ field }) => field.name === name)
  const open = new Map<string, OpenField>(
    fields.flatMap((field) => {
      const domain = domains.get(field.name)
      if (isBound(field.name) || inUnique.has(field.name) || primary.has(field.name)) return []
      if (domain && hasNoValue(domain)) return []
      return [[field.name, { field, nullable: nullShare(field, false, domain) > 0 }]]
    }),
  )
  const learned = context.learned(open, firstRow + count.rows)
  const fromPatterns = new Map(
    [...(learned?.columns ?? [])].flatMap((name): [string, (rows: Rows) => Vector][] => {
      const column = (rows: Rows): Vector => learned!.draw(rows).get(name)!
      const domain = domains.get(name)
      const fits = !domain || !restricts(domain) || shareInside({ capacity: LEARNED, make: column }, domain) >= ENOUGH
      return fits ? [[name, column]] : []
    }),
  )

  const makers = new Map<string, Maker>()
  for (const field of fields) {
    if (isBound(field.name) || fromPatterns.has(field.name)) continue
    const maker = context.maker(entity, field, domains.get(field.name), inUnique.has(field.name))
    makers.set(field.name, maker)
    if (inUnique.has(field.name))
      slotOf.set(field.name, { name: field.name, source: 'value', capacity: maker.capacity })
  }

  const sets: UniqueSet[] = wanted.flatMap(({ label, fields: names }) => {
    const slots = [...new Set(names.map((name) => slotOf.get(name)))]
    return slots.every((slot) => slot !== undefined) ? [{ label, slots }] : []
  })
  const chosen = assignTuples(entity.name, seed, { first: firstRow, rows: count.rows }, sets)

  const sources: ReferenceSource[] = references.map((reference) => ({
    ...reference,
    choose: chosen.get(reference.slot),
  }))
  const picks = agreeingPickers(sources, pickerOf, substream(seed, 'agree'))
  const referenceFor = new Map<string, Reference>()
  sources.forEach((source, i) => {
    const reference = referenceOf(source, picks[i])
    for (const field of reference.fields) if (!referenceFor.has(field)) referenceFor.set(field, reference)
  })
  for (const reference of polymorphic) for (const field of reference.fields) referenceFor.set(field, reference)
  // New parents, and what a unique constraint chooses together with them, go by the row's place: a number that it took
  // from past the last is there for its own values.
  const byPlace = new Set(references.flatMap(({ parents, slot }) => (parents.made ? [slot] : [])))
  for (const { slots } of sets) {
    if (slots.some((slot) => slot.source === 'parent' && byPlace.has(slot))) for (const slot of slots) byPlace.add(slot)
  }
  const placeOf = new Map([...(context.renumber ?? [])].map(([place, number]) => [number, place]))
  const placed = (rows: Rows): Rows =>
    placeOf.size === 0 ? rows : { ...rows, numbers: mapFloat64(rows.numbers, (row) => placeOf.get(row) ?? row) }

  const made = new Map<string, Made>()
  for (const field of fields) {
    const reference = referenceFor.get(field.name)
    const slot = slotOf.get(field.name)
    if (reference) {
      made.set(field.name, {
        fixed: primary.has(field.name) || (slot !== undefined && (slot.dealt !== undefined || chosen.has(slot))),
        column: (rows) => reference.column(field.name, slot && byPlace.has(slot) ? placed(rows) : rows),
      })
      continue
    }
    const drawn = fromPatterns.get(field.name)
    if (drawn) {
      made.set(field.name, { fixed: false, column: drawn })
      continue
    }
    const maker = makers.get(field.name)
    if (!maker) continue
    const choose = slot && chosen.get(slot)
    // A field that takes part in a unique constraint that another slot keeps is free to repeat.
    const loose =
      inUnique.has(field.name) && !choose ? context.maker(entity, field, domains.get(field.name), false) : maker
    made.set(field.name, {
      fixed: choose !== undefined || primary.has(field.name),
      column: withNulls(
        seed,
        field,
        nullShare(field, primary.has(field.name), domains.get(field.name)),
        choose ? chosenValues(maker, slot && byPlace.has(slot) ? (rows) => choose(placed(rows)) : choose) : loose.make,
      ),
    })
  }

  const free = new Set([...made].flatMap(([name, { fixed }]) => (fixed ? [] : [name])))
  const orders = [
    ...constraints.flatMap((one) => (one.type === 'order' ? [{ fields: one.fields, free }] : [])),
    ...orderings.map(({ lesser, greater }) => ({ fields: [lesser, greater], free })),
  ]
  const derive = derivation(entity, computed, orders, context.evaluation)
  const { groups, unchecked } = rowRules({
    entity,
    constraints,
    free,
    reads: derive.reads,
    evaluation: context.evaluation,
  })
  const columns = fields.map(({ name }) => name).filter((name) => made.has(name) || derive.reads.has(name))
  const numbered = (rows: Rows): Rows =>
    context.renumber ? { ...rows, numbers: mapFloat64(rows.numbers, (row) => context.renumber!.get(row) ?? row) } : rows

  const make = (names: readonly string[], rows: Rows): Map<string, Vector> =>
    new Map(names.flatMap((name) => (made.has(name) ? [[name, made.get(name)!.column(rows)] as const] : [])))

  return {
    entity,
    rows: count.rows,
    columns,
    unchecked,
    ...(fromPatterns.size > 0 ? { learned: [...fromPatterns.keys()] } : {}),
    values(field, rows) {
      const column = made.get(field)
      if (!column)
        throw new UnderstudyError('SCHEMA_INVALID', {
          operation: 'plan rows',
          at: `${entity.name}.${field}`,
          message: `${entity.name}.${field} is computed: it can't be a key that others point at`,
        })
      return column.column(numbered(rows))
    },
    batch(first, length) {
      const rows = numbered(rowRange(firstRow + first, length))
      const vectors = derive.apply(make(columns, rows), length)
      for (const group of groups) {
        const unsettled = settle(vectors, rows, {
          ...group,
          redraw: (again, around) => derive.apply(new Map([...around, ...make(group.free, again)]), again.length),
        })
        if (unsettled) throw unsatisfied(entity, unsettled.rule.label, unsettled.rule.fields, unsettled.row)
      }
      return {
        entity: entity.name,
        firstRow: first,
        length,
        columns: columns.map((name) => ({ name, vector: vectors.get(name)! })),
      }
    },
  }
}

function chosenValues(maker: Maker, choose: Choose): (rows: Rows) => Vector {
  return (rows) => maker.make(rowsAt(choose(rows)))
}

function nullShare(field: FieldDefinition, never: boolean, domain: Domain | undefined): number {
  if (never || field.nullable === false || domain?.notNull) return 0
  if (domain && hasNoValue(domain)) return 1
  return field.nullRate ?? (field.nullable ? DEFAULT_NULL_RATE : 0)
}

function withNulls(
  seed: Stream,
  field: FieldDefinition,
  share: number,
  make: (rows: Rows) => Vector,
): (rows: Rows) => Vector {
  const absent = orphaned(substream(seed, field.name, 'null'), share)
  return (rows) => {
    const nulls = absent(rows)
    return nulls ? { ...make(rows), nulls } : make(rows)
  }
}

function referencedFields(entity: EntityDefinition, schema: ParsedSchema): string[] {
  return schema.relationships.flatMap((one) => {
    if (one.type !== 'polymorphic') return one.parent.entity === entity.name ? one.parent.fields : []
    return one.parents.flatMap((parent) => (parent.entity === entity.name ? parent.fields : []))
  })
}

function uniqueFieldSets(
  entity: EntityDefinition,
  schema: ParsedSchema,
): { label: string; fields: readonly string[] }[] {
  const sets = [
    ...(entity.primaryKey
      ? [{ label: `primary key (${entity.primaryKey.join(', ')})`, fields: entity.primaryKey }]
      : []),
    ...entity.fields
      .filter((field) => field.unique)
      .map((field) => ({ label: `unique ${field.name}`, fields: [field.name] })),
    ...schema.constraints.flatMap((one) =>
      one.type === 'unique' && one.entity === entity.name
        ? [{ label: one.name ?? `unique (${one.fields.join(', ')})`, fields: one.fields }]
        : [],
    ),
    ...schema.relationships.flatMap((one) =>
      one.type === 'one-to-one' && one.child.entity === entity.name
        ? [{ label: `one-to-one ${one.name ?? one.child.fields.join(', ')}`, fields: one.child.fields }]
        : [],
    ),
  ]
  const seen = new Set<string>()
  return sets.filter(({ fields }) => {
    const key = JSON.stringify([...fields].sort())
    return !seen.has(key) && seen.add(key)
  })
}

type ReferenceWish = Omit<ReferenceSource, 'choose'>

/** Those to the entity itself come last: what they share with others, others decide. */
function relationshipsOf(entity: EntityDefinition, context: EntityContext, seed: Stream): ReferenceWish[] {
  const nullable = new Set(
    entity.fields.filter((field) => field.nullable || (field.nullRate ?? 0) > 0).map(({ name }) => name),
  )
  const wishes = context.schema.relationships.flatMap((relationship): ReferenceWish[] => {
    if (relationship.type === 'polymorphic' || relationship.child.entity !== entity.name) return []
    const { parent, child } = relationship
    // A key that points at itself is met by whatever it holds.
    if (parent.entity === child.entity && parent.fields.join('\0') === child.fields.join('\0')) return []
    const parents = context.parentsOf(parent.entity)
    const dealt =
      context.count.dealt?.relationship === relationship
        ? startingAt(context.count.dealt.allocation, context.firstRow)
        : undefined
    const slot: Slot = {
      name: child.fields.join(', '),
      source: 'parent',
      capacity: parents.count,
      ...(dealt ? { dealt } : {}),
    }
    const stream = substream(seed, ...child.fields, 'parent')
    return [
      {
        relationship,
        parents,
        slot,
        stream,
        nullable:
          orphanShare(relationship.optional) > 0
            ? new Set([...nullable, ...(relationship.optional ? child.fields : [])])
            : nullable,
      },
    ]
  })
  const isOwn = ({ relationship }: ReferenceWish): boolean => relationship.parent.entity === entity.name
  return [...wishes.filter((wish) => !isOwn(wish)), ...wishes.filter(isOwn)]
}

function startingAt(allocation: Allocation, first: number): Allocation {
  return first === 0
    ? allocation
    : { ...allocation, locate: (rows) => allocation.locate(mapFloat64(rows, (row) => row - first)) }
}

function unsatisfied(entity: EntityDefinition, label: string, fields: readonly string[], row: number): UnderstudyError {
  return new UnderstudyError('CONSTRAINT_UNSATISFIED', {
    operation: 'generate rows',
    at: `${entity.name}, row ${row}`,
    message: `${entity.name}: no values were found that meet ${label}`,
    hint: `Give ${fields.map((field) => `${entity.name}.${field}`).join(', ')} kinds or options whose values can meet it: "entities": [{ "name": ${JSON.stringify(entity.name)}, "fields": [{ "name": ${JSON.stringify(fields[0] ?? '')}, "kind": …, "options": … }] }].`,
    details: { entity: entity.name, constraint: label, fields },
  })
}
