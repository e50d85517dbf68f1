import { type Expansion, expandRelationship, type PlainRelationship, primaryKeyOf } from '../expand.ts'
import type { ConstraintDefinition, EntityDefinition, FieldDefinition } from '../schema.ts'
import type { Draft, Placed } from './draft.ts'

export interface ViewEntity {
  readonly path: string
  readonly definition: EntityDefinition
  readonly primaryKey: readonly string[] | undefined
  readonly fields: ReadonlyMap<string, Placed<FieldDefinition>>
  readonly malformedFields: ReadonlySet<string>
  readonly constraints: readonly Placed<ConstraintDefinition>[]
  /** Sets of fields that no two rows share, the primary key among them. */
  readonly uniques: readonly Placed<readonly string[]>[]
}

/** A schema with its parts tied together, as far as they can be. Entities and fields of one name: the first counts. */
export interface View {
  readonly draft: Draft
  readonly entities: ReadonlyMap<string, ViewEntity>
  /** Those that lead from an entity to an entity that are both there. */
  readonly relationships: readonly Placed<PlainRelationship>[]
}

export function viewOf(draft: Draft): View {
  const definitions = new Map<string, EntityDefinition>()
  for (const { definition } of draft.entities)
    if (!definitions.has(definition.name)) definitions.set(definition.name, definition)
  const expansions = draft.relationships.map(({ path, value }): Placed<Expansion> => {
    const expansion = expandRelationship(value, (name) => definitions.get(name))
    if (expansion.entity) definitions.set(expansion.entity.name, expansion.entity)
    return { path, value: expansion }
  })
  const relationships = expansions.flatMap(({ path, value }) =>
    value.relationships.map((one) => ({ path, value: one })),
  )
  const constraints = new Map<string, Placed<ConstraintDefinition>[]>()
  const implied = expansions.flatMap(({ path, value }) =>
    (value.constraints ?? []).map((one) => ({ path, value: one })),
  )
  for (const one of [...draft.constraints, ...implied]) {
    const list = constraints.get(one.value.entity)
    if (list) list.push(one)
    else constraints.set(one.value.entity, [one])
  }

  const entities = new Map<string, ViewEntity>()
  const add = (
    path: string,
    definition: EntityDefinition,
    fields: readonly Placed<FieldDefinition>[],
    malformed: Iterable<string>,
  ) => {
    if (entities.has(definition.name)) return
    const byName = new Map<string, Placed<FieldDefinition>>()
    for (const field of fields) if (!byName.has(field.value.name)) byName.set(field.value.name, field)
    const own = constraints.get(definition.name) ?? []
    entities.set(definition.name, {
      path,
      definition,
      primaryKey: primaryKeyOf(definition),
      fields: byName,
      malformedFields: new Set(malformed),
      constraints: own,
      uniques: uniquesOf(path, definition, fields, own),
    })
  }
  for (const { path, definition, fields, malformedFields } of draft.entities)
    add(path, definition, fields, malformedFields)
  for (const { path, value } of expansions) {
    const { entity } = value
    if (entity)
      add(
        path,
        entity,
        entity.fields.map((field) => ({ path, value: field })),
        [],
      )
  }
  return { draft, entities, relationships: relationships.filter(({ value }) => isTied(value, entities)) }
}

function uniquesOf(
  path: string,
  definition: EntityDefinition,
  fields: readonly Placed<FieldDefinition>[],
  constraints: readonly Placed<ConstraintDefinition>[],
): Placed<readonly string[]>[] {
  const key = primaryKeyOf(definition)
  return [
    ...(key ? [{ path: definition.primaryKey ? `${path}.primaryKey` : path, value: key }] : []),
    ...fields
      .filter(({ value }) => value.unique)
      .map((field) => ({ path: `${field.path}.unique`, value: [field.value.name] })),
    ...constraints.flatMap((one) => (one.value.type === 'unique' ? [{ path: one.path, value: one.value.fields }] : [])),
  ]
}

function isTied(relationship: PlainRelationship, entities: ReadonlyMap<string, ViewEntity>): boolean {
  return entities.has(relationship.child.entity) && parentsOf(relationship).every(({ entity }) => entities.has(entity))
}

export function parentsOf(
  relationship: PlainRelationship,
): readonly { readonly entity: string; readonly fields: readonly string[] }[] {
  return relationship.type === 'polymorphic' ? relationship.parents : [relationship.parent]
}
