import type { ConstraintDefinition, EntityDefinition, RelationshipDefinition } from './schema.ts'

type Given<Type> = Extract<RelationshipDefinition, { type: Type }>

/** A child's fields and the parent's key that they hold, both written out. */
export interface OneToRelationship extends Omit<Given<'one-to-one' | 'one-to-many'>, 'parent' | 'type'> {
  readonly type: 'one-to-one' | 'one-to-many'
  readonly parent: { readonly entity: string; readonly fields: string[] }
}

export interface PolymorphicRelationship extends Omit<Given<'polymorphic'>, 'parents'> {
  readonly parents: (Given<'polymorphic'>['parents'][number] & { readonly fields: string[] })[]
}

export type PlainRelationship = OneToRelationship | PolymorphicRelationship

export interface Expansion {
  readonly relationships: readonly PlainRelationship[]
  /** The joining entity, where it is not one of the schema's own. */
  readonly entity?: EntityDefinition
  readonly constraints?: readonly ConstraintDefinition[]
}

export type FindEntity = (name: string) => EntityDefinition | undefined

/** A field named id is the primary key of an entity that names none. */
export function primaryKeyOf(entity: EntityDefinition | undefined): string[] | undefined {
  return entity?.primaryKey ?? (entity?.fields.some(({ name }) => name === 'id') ? ['id'] : undefined)
}

/** Writes keys out, and makes two relationships out of one that is many-to-many. Keys that are not there stay empty. */
export function expandRelationship(relationship: RelationshipDefinition, find: FindEntity): Expansion {
  const keyOf = (end: { readonly entity: string; readonly fields?: string[] | undefined }): string[] =>
    end.fields ?? primaryKeyOf(find(end.entity)) ?? []
  switch (relationship.type) {
    case 'one-to-one':
    case 'one-to-many': {
      const { parent } = relationship
      return { relationships: [{ ...relationship, parent: { entity: parent.entity, fields: keyOf(parent) } }] }
    }
    case 'polymorphic': {
      const parents = relationship.parents.map((parent) => ({ ...parent, fields: keyOf(parent) }))
      return { relationships: [{ ...relationship, parents }] }
    }
    case 'many-to-many':
      return joined(relationship, find, keyOf(relationship.left), keyOf(relationship.right))
  }
}

/** Each pair stands in the joining entity once. */
function joined(
  { left, right, through, name, distribution }: Given<'many-to-many'>,
  find: FindEntity,
  leftKey: string[],
  rightKey: string[],
): Expansion {
  const names = through ?? {
    entity: name ?? `${left.entity}_${right.entity}`,
    left: leftKey.map((field) => `${left.entity}_${field}`),
    right: rightKey.map((field) => `${right.entity}_${field}${left.entity === right.entity ? '_2' : ''}`),
  }
  const side = (parent: string, key: string[], own: string[]): OneToRelationship => ({
    type: 'one-to-many',
    parent: { entity: parent, fields: key },
    child: { entity: names.entity, fields: own },
    ...(distribution ? { distribution } : {}),
  })
  const relationships = [side(left.entity, leftKey, names.left), side(right.entity, rightKey, names.right)]
  const fields = [...names.left, ...names.right]
  if (find(names.entity)) {
    return { relationships, constraints: [{ type: 'unique', entity: names.entity, fields }] }
  }
  const typed = (parent: string, key: readonly string[], own: readonly string[]): EntityDefinition['fields'] =>
    own.map((field, i) => {
      const type = find(parent)?.fields.find((one) => one.name === key[i])?.type
      return type ? { name: field, type } : { name: field }
    })
  const entity: EntityDefinition = {
    name: names.entity,
    fields: [...typed(left.entity, leftKey, names.left), ...typed(right.entity, rightKey, names.right)],
    primaryKey: fields,
  }
  return { relationships, entity }
}
