import type { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import {
  type ConstraintDefinition,
  type DataSchema,
  dataSchemaSchema,
  type EntityDefinition,
  type RelationshipDefinition,
  type VolumeRule,
} from './schema.ts'
import { withFieldLists } from './field-lists.ts'

type Given<Type> = Extract<RelationshipDefinition, { type: Type }>

/** A child's fields and the parent's key that they hold, both written out. */
export interface OneToRelationship extends Omit<Given<'one-to-one' | 'one-to-many'>, 'parent' | 'type'> {
  readonly type: 'one-to-one' | 'one-to-many'
  readonly parent: { readonly entity: string; readonly fields: string[] }
}

export interface PolymorphicRelationship extends Omit<Given<'polymorphic'>, 'parents'> {
  readonly parents: (Given<'polymorphic'>['parents'][number] & { readonly fields: string[] })[]
}

/** A schema with nothing left to guess: keys written out, joining entities made, lists where they were left out. */
export interface ParsedSchema {
  readonly name: string | undefined
  readonly locale: string | undefined
  readonly entities: readonly EntityDefinition[]
  readonly relationships: readonly (OneToRelationship | PolymorphicRelationship)[]
  readonly constraints: readonly ConstraintDefinition[]
  readonly volume: { readonly rows: number | undefined; readonly entities: readonly VolumeRule[] }
}

const parsedAlready = new WeakSet<object>()

/** Parses once at the edge: what comes out is trusted from there on. A parsed schema is given back as it is. */
export function parseSchema(input: unknown): ParsedSchema {
  if (isParsed(input)) return input
  const { success, data, error } = dataSchemaSchema.safeParse(withFieldLists(input))
  if (!success) throw malformed(error)
  const parsed = normalised(data)
  parsedAlready.add(parsed)
  return parsed
}

function isParsed(input: unknown): input is ParsedSchema {
  return typeof input === 'object' && input !== null && parsedAlready.has(input)
}

function normalised(schema: DataSchema): ParsedSchema {
  const entities = schema.entities.map(withPrimaryKey)
  const constraints = [...(schema.constraints ?? [])]
  const relationships: (OneToRelationship | PolymorphicRelationship)[] = []
  const keyOf = (name: string): string[] => entityNamed(entities, name).primaryKey ?? missingKey(name)
  for (const relationship of schema.relationships ?? []) {
    switch (relationship.type) {
      case 'one-to-one':
      case 'one-to-many': {
        const { parent } = relationship
        entityNamed(entities, relationship.child.entity)
        relationships.push({ ...relationship, parent: { entity: parent.entity, fields: parent.fields ?? keyOf(parent.entity) } })
        break
      }
      case 'polymorphic':
        entityNamed(entities, relationship.child.entity)
        relationships.push({ ...relationship, parents: relationship.parents.map((parent) => ({ ...parent, fields: parent.fields ?? keyOf(parent.entity) })) })
        break
      case 'many-to-many': {
        const join = joined(relationship, entities, keyOf)
        if (join.entity) entities.push(join.entity)
        relationships.push(...join.relationships)
        constraints.push(...join.constraints)
        break
      }
    }
  }
  return {
    name: schema.name,
    locale: schema.locale,
    entities,
    relationships,
    constraints,
    volume: { rows: schema.volume?.rows, entities: schema.volume?.entities ?? [] },
  }
}

function withPrimaryKey(entity: EntityDefinition): EntityDefinition {
  if (entity.primaryKey || !entity.fields.some(({ name }) => name === 'id')) return entity
  return { ...entity, primaryKey: ['id'] }
}

function entityNamed(entities: readonly EntityDefinition[], name: string): EntityDefinition {
  const found = entities.find((entity) => entity.name === name)
  if (found) return found
  throw new UnderstudyError('SCHEMA_INVALID', { operation: 'read schema', at: 'relationships', message: `there is no entity ${JSON.stringify(name)}` })
}

function missingKey(name: string): never {
  throw new UnderstudyError('SCHEMA_INVALID', {
    operation: 'read schema',
    at: `entities.${name}`,
    message: `${name} has no primary key that a relationship could point at`,
    hint: `Give ${name} a primaryKey, or name the fields that the relationship points at.`,
  })
}

interface Joined {
  readonly entity: EntityDefinition | undefined
  readonly relationships: OneToRelationship[]
  readonly constraints: ConstraintDefinition[]
}

/** Many to many is two relationships of a joining entity, each pair of it once. */
function joined(relationship: Given<'many-to-many'>, entities: readonly EntityDefinition[], keyOf: (name: string) => string[]): Joined {
  const { left, right, through, name, distribution } = relationship
  const leftKey = left.fields ?? keyOf(left.entity)
  const rightKey = right.fields ?? keyOf(right.entity)
  const names = through ?? {
    entity: name ?? `${left.entity}_${right.entity}`,
    left: leftKey.map((field) => `${left.entity}_${field}`),
    right: rightKey.map((field) => `${right.entity}_${field}${left.entity === right.entity ? '_2' : ''}`),
  }
  const exists = entities.some((entity) => entity.name === names.entity)
  const typed = (side: typeof left, key: readonly string[], fields: readonly string[]): EntityDefinition['fields'] =>
    fields.map((field, i) => {
      const parent = entityNamed(entities, side.entity).fields.find((one) => one.name === key[i])
      return { name: field, ...(parent?.type ? { type: parent.type } : {}) }
    })
  const fields = [...names.left, ...names.right]
  const entity = exists ? undefined : { name: names.entity, fields: [...typed(left, leftKey, names.left), ...typed(right, rightKey, names.right)], primaryKey: fields }
  const side = (parent: string, key: string[], own: string[]): OneToRelationship => ({
    type: 'one-to-many',
    parent: { entity: parent, fields: key },
    child: { entity: names.entity, fields: own },
    ...(distribution ? { distribution } : {}),
  })
  return {
    entity,
    relationships: [side(left.entity, leftKey, names.left), side(right.entity, rightKey, names.right)],
    constraints: exists ? [{ type: 'unique', entity: names.entity, fields }] : [],
  }
}

function malformed(error: z.ZodError): UnderstudyError {
  const problems = error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  return new UnderstudyError('SCHEMA_INVALID', {
    operation: 'read schema',
    at: problems[0]?.path ?? '',
    message: `the schema is malformed: ${problems.map(({ path, message }) => `${path || 'schema'}: ${message}`).join('; ')}`,
    details: { problems },
  })
}
