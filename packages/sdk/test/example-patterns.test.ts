import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { rowsOf } from '../src/formats/row-objects.ts'
import { parsePatterns } from '../src/synthesize/parse-patterns.ts'
import { patternsText } from '../src/synthesize/patterns-text.ts'
import { planSynthesis } from '../src/synthesize/sample/plan-synthesis.ts'

const text = readFileSync(new URL('../../../examples/delivery-patterns.json', import.meta.url), 'utf8')
const schema = JSON.parse(readFileSync(new URL('../schemas/patterns.json', import.meta.url), 'utf8'))

test('an editor finds nothing wrong with the example of patterns, and what is wrong with others', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema)
  expect(validate(JSON.parse(text)) || validate.errors).toBe(true)
  expect(validate({ ...JSON.parse(text), version: 2 })).toBe(false)
  expect(validate({ ...JSON.parse(text), entities: [] })).toBe(false)
})

test('the example makes rows, and stays as it is when it is written again', () => {
  const patterns = parsePatterns(text)
  expect(patternsText(patterns).replace('{\n', `{\n  "$schema": "../packages/sdk/schemas/patterns.json",\n`)).toBe(text)
  const rows = rowsOf(planSynthesis(patterns, { rows: 500 }).entities[0]!.batch(0, 500))
  expect(rows.every(({ placed, delivered }) => Number(placed) < Number(delivered))).toBe(true)
})
