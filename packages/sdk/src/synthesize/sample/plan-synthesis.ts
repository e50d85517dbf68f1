import { UnderstudyError } from '../../errors.ts'
import { DEFAULT_SEED, type Plan } from '../../generate/plan.ts'
import type { Vector } from '../../model/batch.ts'
import type { EntityDefinition } from '../../model/schema.ts'
import { mapFloat64 } from '../../random/map.ts'
import { type Rows, rowsAt, type Stream, streamOf, substream } from '../../random/stream.ts'
import { localeOf } from '../../values/locale.ts'
import { microsOf, REFERENCE_DATE } from '../../values/time/window.ts'
import type { DataPatterns, EntityPattern, RelationshipPattern } from '../data-patterns.ts'
import {
  chosenParents,
  dealChildren,
  dealtParents,
  distinctParents,
  earlierParents,
  keyOf,
  ownParents,
  type Parents,
} from './children.ts'
import { type Condition, compileCondition } from './condition.ts'
import { type EntityDrawer, entityDrawer } from './draw-entity.ts'
import { planSampledEntity, type SampledEntity } from './plan-entity.ts'
import type { Scenario } from './scenario.ts'
import { type SequenceRows, sequenceRows } from './sequence-rows.ts'

export interface SynthesisOptions {
  /** Same patterns, same seed, same options: the same rows. 1 where left out. */
  readonly seed?: string | number | undefined
  /** Rows of each entity that has no parents, or of single ones by name; as many as were learned of where left out. Children follow their parents. */
  readonly rows?: number | Readonly<Record<string, number>> | undefined
  /** Only rows of which this is true; by entity, or of the only one. */
  readonly where?: string | Readonly<Record<string, string>> | undefined
  readonly scenario?: Scenario | undefined
  readonly locale?: string | undefined
}

/** What will be made of patterns, as a plan of generation: it is cut, encoded and loaded as any other. */
export function planSynthesis(patterns: DataPatterns, options: SynthesisOptions = {}): Plan {
  const seed = options.seed ?? DEFAULT_SEED
  const stream = substream(streamOf(seed), 'understudy', 'synthesis')
  const locale = localeOf(options.locale ?? 'en')
  const asked = askedRows(patterns, options)
  const counts = new Map<string, number>()
  const drawers = new Map<string, EntityDrawer>()
  const plans = new Map<string, SampledEntity>()
  const factor = options.scenario?.rows ?? 1
  for (const entity of inOrder(patterns)) {
    const own = substream(stream, entity.name)
    const relationships = patterns.relationships.filter(({ child }) => child.entity === entity.name)
    const dealt = relationships.find(({ parent }) => parent.entity !== entity.name && counts.has(parent.entity))
    const known = asked.get(entity.name)
    const parentsBy = new Map<RelationshipPattern, Parents>()
    let rows = known ?? Math.max(1, Math.round(entity.rows * factor))
    const more = options.scenario?.children?.[entity.name] ?? 1
    const sequence = sequenceOf(
      entity,
      own,
      rows,
      dealt && known === undefined ? { by: dealt, parents: counts.get(dealt.parent.entity)! } : undefined,
    )
    if (dealt && sequence?.by === dealt) {
      rows = Math.round(sequence.rows.allocation.rows / Math.max(1e-9, 1 - dealt.orphanShare))
      parentsBy.set(dealt, sequence.rows.parents)
    } else if (dealt && known === undefined) {
      const allocation = dealChildren(substream(own, 'children'), counts.get(dealt.parent.entity)!, dealt, {
        factor: more,
        // Of two references in one key, no parent has more children than the other one has rows.
        mostEach: Math.min(
          ...relationships
            .filter((one) => one !== dealt && one.parent.entity !== entity.name)
            .filter((one) => inOneKey(entity, [...one.child.fields, ...dealt.child.fields]))
            .map((one) => counts.get(one.parent.entity) ?? Number.POSITIVE_INFINITY),
        ),
      })
      rows = Math.round(allocation.rows / Math.max(1e-9, 1 - dealt.orphanShare))
      parentsBy.set(dealt, dealtParents(allocation))
    }
    for (const one of relationships) {
      if (parentsBy.has(one)) continue
      const key = substream(own, ...one.child.fields, 'parent')
      const others = dealt && parentsBy.get(dealt)
      const count = counts.get(one.parent.entity)
      if (one.parent.entity === entity.name) parentsBy.set(one, earlierParents(key, one.orphanShare))
      else if (hasOneChildAtMost(one) && count !== undefined && count >= rows)
        parentsBy.set(one, ownParents(key, count, one.orphanShare))
      else if (others && inOneKey(entity, [...one.child.fields, ...dealt.child.fields]))
        parentsBy.set(one, distinctParents(key, others, count ?? 1))
      else {
        const parents = count ?? asked.get(one.parent.entity) ?? 1
        parentsBy.set(one, chosenParents(key, dealChildren(key, parents, one), rows, one.orphanShare))
      }
    }
    counts.set(entity.name, rows)
    const first = dealt ?? relationships.find(({ parent }) => parent.entity !== entity.name)
    const drawer = entityDrawer(entity, {
      stream: own,
      sequence,
      locale,
      rows,
      parentLevelCount: (through, column) =>
        drawers.get(parentOf(relationships, through).parent.entity)!.levelCount(column),
      parentLevels: (through, column, at) => {
        const relationship = parentOf(relationships, through)
        return levelsOfParents(parentsBy.get(relationship)!, plans.get(relationship.parent.entity)!, column, at)
      },
    })
    drawers.set(entity.name, drawer)
    const conditions = (text: string, rule = false): Condition =>
      compileCondition(text, entity, microsOf(REFERENCE_DATE, true), rule)
    const where = whereOf(patterns, options, entity.name)
    const chosen = [
      where,
      ...(options.scenario?.reweight ?? [])
        .filter((one) => (one.entity ?? patterns.entities[0]!.name) === entity.name)
        .map((one) => one.where),
    ]
    if (sequence)
      for (const text of chosen) if (text !== undefined) refuseSequence(entity.name, sequence, conditions(text))
    plans.set(
      entity.name,
      planSampledEntity({
        pattern: entity,
        definition: definitionOf(entity),
        rows,
        drawer,
        stream: own,
        where: [
          ...(where === undefined ? [] : [conditions(where)]),
          ...(entity.rules ?? []).map((text) => conditions(text, true)),
        ],
        reweight: (options.scenario?.reweight ?? [])
          .filter((one) => (one.entity ?? patterns.entities[0]!.name) === entity.name)
          .map(({ where: text, share }) => ({ condition: conditions(text), share })),
        distinct: setsToDraw(entity, sequence),
        references: new Map([
          ...keysOfSequences(sequence, drawer),
          ...referencesOf(entity, relationships, parentsBy, first, plans),
        ]),
      }),
    )
  }
  const entities = [...plans.values()]
  return {
    schema: {
      name: undefined,
      locale: undefined,
      entities: entities.map(({ entity }) => entity),
      relationships: [],
      constraints: [],
      volume: { rows: undefined, entities: [] },
    },
    seed,
    entities,
    rows: entities.reduce((sum, { rows }) => sum + rows, 0),
    notes: patterns.notes
      .filter(({ code }) => code === 'too-few' || code === 'type-not-modelled')
      .map(({ at, message }) => `${at}: ${message}`),
  }
}

interface EntitySequence {
  readonly order: string
  readonly state: string
  readonly rows: SequenceRows
  /** The relationship by which its rows stand together, if one does. */
  readonly by: RelationshipPattern | undefined
  readonly key: string
}

function sequenceOf(
  { sequences: [pattern], columns }: EntityPattern,
  stream: Stream,
  asked: number,
  dealt: { readonly by: RelationshipPattern; readonly parents: number } | undefined,
): EntitySequence | undefined {
  const state = columns.find(({ name }) => name === pattern?.state)
  if (!pattern || state?.model.model !== 'category') return undefined
  const [key = ''] = pattern.key
  const isReference = columns.some(
    ({ name, model }) => name === key && model.model === 'key' && model.kind === 'reference',
  )
  const by = isReference && dealt?.by.child.fields.join() === key ? dealt : undefined
  if (isReference && !by) return undefined
  const { weights } = by?.by.children ?? { weights: [0] }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const rows = sequenceRows(pattern, {
    stream: substream(stream, 'sequence'),
    count: by?.parents ?? asked,
    emptyShare: total > 0 ? weights[0]! / total : 0,
    states: state.model.values.map(({ value }) => String(value)),
  })
  return { order: pattern.order, state: pattern.state, rows, by: by?.by, key }
}

/** Where no relationship makes them: one key for each sequence. */
function keysOfSequences(
  sequence: EntitySequence | undefined,
  drawer: EntityDrawer,
): [string, (rows: Rows) => Vector][] {
  if (!sequence || sequence.by) return []
  const { key, rows } = sequence
  return [[key, (at) => drawer.alone(key, rowsAt(rows.parents.locate(at).parents))!]]
}

function refuseSequence(entity: string, { order, state }: EntitySequence, condition: Condition): void {
  const made = condition.fields.filter((name) => name === order || name === state)
  if (made.length === 0) return
  throw new UnderstudyError('USAGE', {
    operation: 'plan synthetic rows',
    at: entity,
    message: `rows of ${entity} follow each other, and no condition on ${made.join(', ')} can choose among them`,
    hint: 'Make more rows, and keep those that you want.',
  })
}

function referencesOf(
  entity: EntityPattern,
  relationships: readonly RelationshipPattern[],
  parentsBy: ReadonlyMap<RelationshipPattern, Parents>,
  dealt: RelationshipPattern | undefined,
  plans: ReadonlyMap<string, SampledEntity>,
): Map<string, (rows: Rows) => Vector> {
  const references = new Map<string, (rows: Rows) => Vector>()
  for (const relationship of relationships)
    relationship.child.fields.forEach((field, i) => {
      if (references.has(field)) return
      references.set(field, (rows) => {
        const { parents } = parentsBy.get(relationship)!.locate(rows)
        return keyOf(parents, (at) => plans.get(relationship.parent.entity)!.values(relationship.parent.fields[i]!, at))
      })
    })
  for (const { name, model } of entity.columns) {
    if (model.model !== 'key' || model.kind !== 'ordinal' || !dealt) continue
    references.set(name, (rows) => ({
      type: 'int',
      length: rows.length,
      values: mapFloat64(parentsBy.get(dealt)!.locate(rows).ordinals, (ordinal) => ordinal + 1),
    }))
  }
  return references
}

/** Each parent once, however many of its children are asked about. */
function levelsOfParents(parents: Parents, plan: SampledEntity, column: string, rows: Rows): Int32Array {
  const found = parents.locate(rows).parents
  const places = new Map<number, number>()
  for (const parent of found) if (parent >= 0 && !places.has(parent)) places.set(parent, places.size)
  if (places.size === 0) return new Int32Array(rows.length)
  const levels = plan.levels(column, rowsAt(Float64Array.from(places.keys())))
  return Int32Array.from(found, (parent) => (parent < 0 ? 0 : levels[places.get(parent)!]!))
}

const parentOf = (relationships: readonly RelationshipPattern[], through: string): RelationshipPattern =>
  relationships.find(({ child }) => child.fields.join() === through)!

function hasOneChildAtMost({ children: { weights, tail } }: RelationshipPattern): boolean {
  return tail === undefined ? weights.length <= 2 : weights.length <= 2 && tail.cells.every(([, high]) => high <= 1)
}

/** Of the key or of a unique set all columns are among these. */
function inOneKey({ primaryKey, uniqueTogether = [] }: EntityPattern, fields: readonly string[]): boolean {
  return [...(primaryKey ? [primaryKey] : []), ...uniqueTogether].some((set) =>
    set.every((name) => fields.includes(name)),
  )
}

/** Keys of several columns and unique sets that nothing else keeps, and that other draws of their columns can. */
function setsToDraw(
  { primaryKey = [], uniqueTogether = [], columns }: EntityPattern,
  sequence: EntitySequence | undefined,
): (readonly string[])[] {
  const made = new Set([sequence?.order, sequence?.state])
  const byName = new Map(columns.map((column) => [column.name, column]))
  const isKept = (name: string): boolean => {
    const column = byName.get(name)
    return column?.unique === true || (column?.model.model === 'key' && column.model.kind === 'ordinal')
  }
  const isDrawn = (name: string): boolean => {
    const model = byName.get(name)?.model
    return !(model?.model === 'constant' || (model?.model === 'key' && model.kind === 'reference') || made.has(name))
  }
  return [primaryKey, ...uniqueTogether].filter((set) => set.length > 1 && !set.some(isKept) && set.some(isDrawn))
}

/** Parents first; of a circle, the entity that comes first in the file. */
function inOrder({ entities, relationships }: DataPatterns): EntityPattern[] {
  const done = new Set<string>()
  const order: EntityPattern[] = []
  while (order.length < entities.length) {
    const free = entities.find(
      ({ name }) =>
        !done.has(name) &&
        relationships.every(
          ({ parent, child }) => child.entity !== name || parent.entity === name || done.has(parent.entity),
        ),
    )
    const next = free ?? entities.find(({ name }) => !done.has(name))!
    done.add(next.name)
    order.push(next)
  }
  return order
}

function definitionOf(entity: EntityPattern): EntityDefinition {
  return {
    name: entity.name,
    fields: entity.columns.map(({ name, type, nullShare, databaseType }) => ({
      name,
      type,
      ...(nullShare > 0 ? { nullable: true } : {}),
      ...(databaseType === undefined ? {} : { databaseType }),
    })),
    ...(entity.primaryKey ? { primaryKey: entity.primaryKey } : {}),
    ...(entity.table ? { table: entity.table } : {}),
  }
}

function askedRows(patterns: DataPatterns, { rows, scenario }: SynthesisOptions): Map<string, number> {
  const names = patterns.entities.map(({ name }) => name)
  const children = new Set(
    patterns.relationships
      .filter(({ parent, child }) => parent.entity !== child.entity)
      .map(({ child }) => child.entity),
  )
  const asked =
    typeof rows === 'object'
      ? Object.entries(rows)
      : rows === undefined
        ? []
        : names.filter((name) => !children.has(name)).map((name): [string, number] => [name, rows])
  for (const [name, count] of asked) {
    if (!names.includes(name)) throw unknownEntity(name, names)
    if (!Number.isSafeInteger(count) || count < 1)
      throw new UnderstudyError('COUNT_INVALID', {
        operation: 'plan synthetic rows',
        at: name,
        message: `${count} is no number of rows (${name})`,
      })
  }
  return new Map(asked.map(([name, count]) => [name, Math.max(1, Math.round(count * (scenario?.rows ?? 1)))]))
}

function whereOf(patterns: DataPatterns, { where }: SynthesisOptions, entity: string): string | undefined {
  if (where === undefined) return undefined
  const names = patterns.entities.map(({ name }) => name)
  if (typeof where === 'string') {
    if (names.length === 1) return where
    throw new UnderstudyError('USAGE', {
      operation: 'plan synthetic rows',
      message: `a condition is of one entity, and the patterns have ${names.length}`,
      hint: `Say of which: one of ${names.slice(0, 20).join(', ')}.`,
    })
  }
  for (const name of Object.keys(where)) if (!names.includes(name)) throw unknownEntity(name, names)
  return Object.hasOwn(where, entity) ? where[entity] : undefined
}

function unknownEntity(entity: string, names: readonly string[]): UnderstudyError {
  return new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'plan synthetic rows',
    at: entity,
    message: `there is no entity ${JSON.stringify(entity)}`,
    hint: `Use one of: ${names.slice(0, 20).join(', ')}.`,
  })
}
