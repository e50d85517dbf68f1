import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { jsonSchemas } from '../scripts/json-schemas.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the JSON Schemas are current: node packages/sdk/scripts/build-schemas.ts writes them', () => {
  for (const [name, text] of jsonSchemas()) expect(read(`../schemas/${name}`)).toBe(text)
})

test('an editor finds nothing wrong with the example, and what is wrong with others', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(read('../schemas/data-schema.json')),
  )
  expect(validate(JSON.parse(read('../../../examples/shop.json'))) || validate.errors).toBe(true)
  expect(validate({ entities: [{ name: 'a', fields: { id: 'sequence', x: { type: 'text', unique: true } } }] })).toBe(
    true,
  )
  expect(validate({ entities: [{ name: 'a', fields: { id: { type: 'string' } } }] })).toBe(false)
  expect(validate({ entities: [] })).toBe(false)
  expect(validate({ entities: [{ name: 'a', fields: { id: 'sequence' } }], tables: [] })).toBe(false)
})

test('the example points at its JSON Schema', () => {
  const { $schema } = JSON.parse(read('../../../examples/shop.json'))
  expect(read(`../../../examples/${$schema}`)).toBe(read('../schemas/data-schema.json'))
})
