import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { generateData } from '../src/generate/generate-data.ts'
import type { Batch } from '../src/model/batch.ts'
import { evaluateRules } from '../src/quality/evaluate/evaluate-rules.ts'
import { parseQualityRules } from '../src/quality/parse-quality-rules.ts'
import type { RowSource } from '../src/quality/row-source.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const example = read('../../../examples/shop-quality-rules.json')

test('an editor finds nothing wrong with the example rules, and what is wrong with others', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(read('../schemas/quality-rules.json')),
  )
  expect(validate(JSON.parse(example)) || validate.errors).toBe(true)
  expect(read(`../../../examples/${JSON.parse(example).$schema}`)).toBe(read('../schemas/quality-rules.json'))
  const rules = (rule: object) => ({ kind: 'understudy.quality-rules', version: 1, completenessRules: [rule] })
  expect(validate(rules({ type: 'notNull', id: 'a', entity: 't', column: 'x' }))).toBe(true)
  expect(validate(rules({ type: 'notNull', id: 'a', entity: 't' }))).toBe(false)
  expect(validate(rules({ type: 'range', id: 'a', entity: 't', column: 'x', min: 1 }))).toBe(false)
})

test('the shop that the example schema makes keeps the example rules', async () => {
  const schema = JSON.parse(read('../../../examples/shop.json'))
  const source: RowSource = {
    name: 'shop',
    async *batches(): AsyncIterable<Batch> {
      yield* generateData(schema, { seed: 'shop' })
    },
  }
  const { results, entities } = await evaluateRules(source, parseQualityRules(example), {
    now: new Date('2026-11-29T00:00:00Z'),
  })
  // Nothing of what is made was cancelled, and that is said.
  expect(results.filter(({ outcome }) => outcome !== 'passed').map(({ id, outcome }) => [id, outcome])).toEqual([
    ['orders.says-why', 'not evaluated'],
  ])
  expect(entities.map(({ entity }) => entity).sort()).toEqual([
    'customers',
    'order_items',
    'orders',
    'products',
    'reviews',
  ])
})
