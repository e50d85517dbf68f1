import { expect, test } from 'vitest'
import { generateData } from '../../generate/generate-data.ts'
import { namedFormats } from '../rules/named-formats.ts'
import { factsOfSchema, formatsOfKinds } from './facts-of-schema.ts'
import { rulesOfFacts } from './rules-of-facts.ts'

test.each(formatsOfKinds)('every value of the kind %s is of the format of that name', async (kind) => {
  const schema = { entities: [{ name: 'things', fields: [{ name: 'value', kind }] }] }
  const { things = [] } = await generateData(schema, { rows: 500, seed: 5 }).collect()
  const values = things.map(({ value }) => String(value))
  expect(values.length).toBe(500)
  expect(values.filter((value) => !namedFormats[kind].holds(value))).toEqual([])
})

const rulesOf = (schema: unknown) =>
  rulesOfFacts(factsOfSchema(schema)).rules.map(({ id: _id, from: _from, severity: _severity, ...rule }) => rule)

test('a child of one of several parents refers to the one that its row names', () => {
  const key = { fields: [{ name: 'id', type: 'integer' }] }
  const rules = rulesOf({
    entities: [
      { name: 'posts', ...key },
      { name: 'users', ...key },
      { name: 'notes', fields: [{ name: 'of' }, { name: 'of_type' }] },
    ],
    relationships: [
      {
        type: 'polymorphic',
        child: { entity: 'notes', fields: ['of'], typeField: 'of_type' },
        parents: [
          { entity: 'posts', tag: "a post's" },
          { entity: 'users', tag: 2 },
        ],
      },
    ],
  })
  const reference = { type: 'foreignKey', entity: 'notes', columns: ['of'], parentColumns: ['id'] }
  expect(rules).toContainEqual({ ...reference, parent: 'posts', where: `"of_type" = 'a post''s'` })
  expect(rules).toContainEqual({ ...reference, parent: 'users', where: '"of_type" = 2' })
})

test('a joining entity that was left out is ruled like any other', () => {
  const key = { fields: [{ name: 'id', type: 'integer' }] }
  const rules = rulesOf({
    entities: [
      { name: 'tags', ...key },
      { name: 'posts', ...key },
    ],
    relationships: [{ type: 'many-to-many', name: 'tagged', left: { entity: 'tags' }, right: { entity: 'posts' } }],
  })
  expect(rules).toContainEqual({ type: 'primaryKey', entity: 'tagged', columns: ['tags_id', 'posts_id'] })
  expect(rules.filter(({ type, entity }) => type === 'foreignKey' && entity === 'tagged')).toHaveLength(2)
})

test('what a schema contradicts is noted, and every part stays a rule', () => {
  const { rules, notes } = rulesOfFacts(
    factsOfSchema({
      entities: [{ name: 'a', fields: [{ name: 'n', type: 'integer', nullable: true }] }],
      constraints: [
        { type: 'check', name: 'low', entity: 'a', expression: 'n < 1' },
        { type: 'check', name: 'high', entity: 'a', expression: 'n > 5' },
      ],
    }),
  )
  expect(notes).toContainEqual({ code: 'CONTRADICTION', at: 'a.n', message: 'No value can meet all of: low; high' })
  expect(rules.map(({ id }) => id)).toEqual(['a.columns', 'a.low.expressionTrue', 'a.high.expressionTrue'])
})
