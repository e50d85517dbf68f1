import { expect, test } from 'vitest'
import shop from '../../../../../examples/shop.json?raw'
import { entityNamed, fieldNamed, referenceOf } from './design.ts'
import { naming, read, referringTo } from './design-places.ts'
import { withEntity, withEntityNamed, withoutEntity, withRows, withVolume } from './entity-edits.ts'
import { withField, withFieldNamed, withKind, withoutField, withProperty, withReference } from './field-edits.ts'

const brief = `{
  "entities": [
    {
      "name": "people",
      "fields": { "id": "sequence", "boss": { "type": "integer" }, "name": "full-name" }
    },
    { "name": "cities", "fields": [{ "name": "code", "type": "text", "kind": "sku", "unique": true }], "primaryKey": ["code"] }
  ],
  "relationships": [
    { "type": "many-to-many", "left": { "entity": "people" }, "right": { "entity": "cities" },
      "through": { "entity": "homes", "left": ["person"], "right": ["city"] } }
  ]
}`

const part = (text: string, entity: string, field = '') => {
  const found = entityNamed(read(text), entity) ?? never(entity)
  return { entity: found, field: fieldNamed(found, field) ?? found.fields[0] ?? never(field) }
}
const linesChanged = (before: string, after: string) => {
  const old = new Set(before.split('\n'))
  return after
    .split('\n')
    .filter((line) => !old.has(line))
    .map((line) => line.trim())
}

test('a schema is read with its keys, volumes and references, whichever way fields are written', () => {
  const design = read(shop)
  expect(design.entities.map(({ name, fields, key }) => `${name} ${fields.length} ${key.join()}`)).toEqual([
    'customers 13 id',
    'products 10 id',
    'orders 8 id',
    'order_items 7 id',
    'reviews 7 id',
  ])
  expect(referenceOf(design, 'orders', 'customer_id')?.parents).toEqual([{ entity: 'customers', fields: [] }])
  expect(entityNamed(design, 'order_items')?.volume?.rule.per).toBe('orders')
  expect(read(brief).entities[0]?.fields.map(({ definition }) => definition)).toEqual([
    { kind: 'sequence' },
    { type: 'integer' },
    { kind: 'full-name' },
  ])
  expect(read('{ "entities": [').entities).toEqual([])
})

test('an entity that is renamed is followed everywhere, and nothing else is touched', () => {
  const after = withEntityNamed(shop, 'orders', 'purchases')
  expect(after.replaceAll('"purchases"', '"orders"')).toBe(shop)
  expect(after).not.toContain('"orders"')
  const twice = brief.replace('"name": "people"', '"name": "cities"')
  expect(withEntityNamed(twice, 'cities', 'people')).toBe(brief)
  expect(JSON.parse(withEntityNamed(brief, 'homes', 'lives')).relationships[0].through.entity).toBe('lives')
})

test('an entity that is removed takes along what refers to it', () => {
  expect(referringTo(read(shop), 'orders')).toHaveLength(6)
  const after = withoutEntity(shop, 'orders')
  expect(after).not.toContain('"orders"')
  const { relationships, constraints, volume } = JSON.parse(after)
  expect([relationships.length, constraints.length, volume.entities.length]).toEqual([4, 7, 1])
})

test('a field that is renamed is followed into keys, constraints and expressions', () => {
  const { entity, field } = part(shop, 'orders', 'status')
  const after = withFieldNamed(shop, entity, field, 'state')
  expect(linesChanged(shop, after)).toEqual([
    '"name": "state",',
    `"compute": "CASE WHEN state IN ('shipped', 'delivered') THEN ordered_at + handling_days * interval '1 day' END"`,
    `"compute": "CASE WHEN state = 'delivered' THEN shipped_at + interval '2 days 4 hours' END"`,
    `"when": "state = 'cancelled'",`,
    `"when": "state <> 'cancelled'",`,
  ])
  const code = part(brief, 'cities', 'code')
  expect(JSON.parse(withFieldNamed(brief, code.entity, code.field, 'zip')).entities[1].primaryKey).toEqual(['zip'])
  const boss = part(brief, 'people', 'boss')
  expect(withFieldNamed(brief, boss.entity, boss.field, 'head')).toBe(brief.replace('"boss"', '"head"'))
})

test('a field that is removed takes along what holds it, and what only names it is told', () => {
  const { entity, field } = part(shop, 'products', 'cost')
  expect(naming(read(shop), entity, 'cost')).toEqual([['constraints', 4, 'expression']])
  expect(JSON.parse(withoutField(shop, entity, field)).constraints).toHaveLength(10)
  const reference = part(shop, 'order_items', 'order_id')
  const after = JSON.parse(withoutField(shop, reference.entity, reference.field))
  expect([after.relationships.length, after.constraints.length]).toEqual([6, 9])
})

test('a field of an object is a kind alone, until it says more', () => {
  const { entity, field } = part(brief, 'people', 'name')
  expect(withKind(brief, field, 'email', { type: 'text', options: [] })).toBe(brief.replace('"full-name"', '"email"'))
  expect(withProperty(brief, field, 'unique', true)).toContain(
    '{\n        "id": "sequence",\n        "boss": { "type": "integer" },\n        "name": { "kind": "full-name", "unique": true }\n      }',
  )
  expect(withField(brief, entity).text).toContain('"name": "full-name", "field": "word" }')
})

test('another kind takes its type along, and leaves options that it does not have', () => {
  const { field } = part(shop, 'reviews', 'rating')
  const after = withKind(shop, field, 'email', { type: 'text', options: ['domains'] })
  expect(part(after, 'reviews', 'rating').field.definition).toEqual({ name: 'rating', type: 'text', kind: 'email' })
  const values = ['bronze', 'silver', 'gold']
  const tier = withKind(shop, part(shop, 'customers', 'tier').field, 'status', { type: 'text', options: ['values'] })
  expect(part(tier, 'customers', 'tier').field.definition.options).toEqual({ values })
})

test('a field holds the key of another entity, of its type, or no longer does', () => {
  const { entity, field } = part(shop, 'reviews', 'body')
  const products = part(shop, 'products').entity
  const after = withReference(shop, entity, field, { entity: products, one: true })
  expect(JSON.parse(after).relationships.at(-1)).toEqual({
    type: 'one-to-one',
    parent: { entity: 'products' },
    child: { entity: 'reviews', fields: ['body'] },
  })
  expect(part(after, 'reviews', 'body').field.definition).toEqual({
    name: 'body',
    type: 'integer',
    nullable: true,
    nullRate: 0.25,
  })
  const back = part(after, 'reviews', 'body')
  expect(JSON.parse(withReference(after, back.entity, back.field, undefined)).relationships).toHaveLength(7)
  const alone = part(brief, 'people', 'name')
  const cities = part(brief, 'cities').entity
  const held = JSON.parse(withReference(brief, alone.entity, alone.field, { entity: cities }))
  expect(held.entities[0].fields.name).toEqual({ type: 'text' })
})

test('an entity, and how many rows', () => {
  const added = withEntity(brief)
  expect(read(added.text).entities.map(({ name }) => name)).toEqual(['people', 'cities', 'entity'])
  expect(JSON.parse(withRows(brief, 20)).volume).toEqual({ rows: 20 })
  expect(JSON.parse(withVolume(brief, 'people', { rows: 5 })).volume).toEqual({
    entities: [{ entity: 'people', rows: 5 }],
  })
  expect(JSON.parse(withVolume(shop, 'products', undefined)).volume.entities).toHaveLength(2)
  expect(linesChanged(shop, withVolume(shop, 'products', { rows: 7 }))).toEqual([
    '{ "entity": "products", "rows": 7 },',
  ])
})

function never(name: string): never {
  throw new Error(`there is no ${name}`)
}
