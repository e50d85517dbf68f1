import fc from 'fast-check'
import type { DataSchema } from '../model/schema.ts'

type Fields = DataSchema['entities'][number]['fields']

/** Schemas of one to five entities that refer to each other backwards and to themselves, with uniques and checks between. */
export const schemas: fc.Arbitrary<DataSchema> = fc
  .array(
    fc.record({
      key: fc.constantFrom('sequence', 'uuid', 'email'),
      parents: fc.array(fc.record({ to: fc.nat(4), optional: fc.boolean(), oneToOne: fc.boolean() }), { maxLength: 3 }),
      self: fc.boolean(),
      pair: fc.boolean(),
      bounded: fc.boolean(),
      ordered: fc.boolean(),
      computed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((shapes): DataSchema => {
    const relationships: NonNullable<DataSchema['relationships']> = []
    const constraints: NonNullable<DataSchema['constraints']> = []
    const entities = shapes.map((shape, i) => {
      const name = `e${i}`
      const fields: Fields = [{ name: 'id', kind: shape.key }]
      const parents = i === 0 ? [] : shape.parents
      parents.forEach(({ to, optional, oneToOne }, p) => {
        const field = `ref_${p}`
        fields.push({ name: field, ...(optional ? { nullable: true } : {}) })
        relationships.push({
          type: oneToOne ? 'one-to-one' : 'one-to-many',
          parent: { entity: `e${to % i}` },
          child: { entity: name, fields: [field] },
          ...(optional ? { optional: 0.3 } : {}),
        })
      })
      if (shape.pair && parents.length > 1)
        constraints.push({ type: 'unique', entity: name, fields: ['ref_0', 'ref_1'] })
      if (shape.self) {
        fields.push({ name: 'parent_id', nullable: true })
        relationships.push({
          type: 'one-to-many',
          parent: { entity: name },
          child: { entity: name, fields: ['parent_id'] },
          optional: 0.2,
        })
      }
      if (shape.bounded) {
        fields.push(
          { name: 'low', kind: 'integer', options: { min: 0, max: 60 } },
          { name: 'high', kind: 'integer', options: { min: 0, max: 60 } },
        )
        constraints.push({ type: 'check', entity: name, expression: 'low < high AND high <> 42' })
      }
      if (shape.ordered) {
        fields.push({ name: 'begun', kind: 'date' }, { name: 'ended', kind: 'date', nullable: true, nullRate: 0.3 })
        constraints.push({ type: 'order', entity: name, fields: ['begun', 'ended'] })
      }
      if (shape.computed && shape.bounded) fields.push({ name: 'spread', type: 'integer', compute: 'high - low' })
      return { name, fields, primaryKey: ['id'] }
    })
    return { entities, relationships, constraints }
  })
