import { type Design, entityNamed } from './design.ts'

/** A relation to begin with: of entities and fields that are there, as far as there are. */
export function newRelation(
  design: Design,
  entity: string,
  type: 'one-to-many' | 'one-to-one' | 'many-to-many' | 'polymorphic',
): object {
  const other = design.entities.find(({ name }) => name !== entity)?.name ?? entity
  const field = freeField(design, entity)
  switch (type) {
    case 'many-to-many':
      return { type, left: { entity }, right: { entity: other } }
    case 'polymorphic':
      return { type, child: { entity, fields: [field], typeField: field }, parents: [{ entity: other, tag: other }] }
    default:
      return { type, parent: { entity: other }, child: { entity, fields: [field] } }
  }
}

export function newConstraint(
  design: Design,
  entity: string,
  type: 'unique' | 'range' | 'enum' | 'order' | 'check' | 'conditional',
): object {
  const fields = entityNamed(design, entity)?.fields.map(({ name }) => name) ?? []
  const [first = 'id', second = first] = fields
  switch (type) {
    case 'unique':
      return { type, entity, fields: [...new Set([first, second])] }
    case 'order':
      return { type, entity, fields: [first, second] }
    case 'range':
      return { type, entity, field: first, min: 1, max: 100 }
    case 'enum':
      return { type, entity, field: first, values: [1, 2, 3] }
    case 'check':
      return { type, entity, expression: `${first} IS NOT NULL` }
    case 'conditional':
      return { type, entity, when: `${first} IS NOT NULL`, then: `${second} IS NOT NULL` }
  }
}

/** A field that holds no key yet, and is none. */
function freeField(design: Design, entity: string): string {
  const held = design.relations.flatMap(({ child }) => (child.entity === entity ? child.fields : []))
  const there = entityNamed(design, entity)
  const free = there?.fields.find(({ name }) => !held.includes(name) && !there.key.includes(name))
  return free?.name ?? there?.fields[0]?.name ?? 'id'
}
