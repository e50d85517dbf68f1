import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { knownFunctions } from '../src/model/expression/functions.ts'
import { parseExpression } from '../src/model/expression/parse.ts'
import { problemCodes } from '../src/model/problem.ts'
import { constraintSchema, distributionSchema, fieldSchema, fieldTypes, volumeSchema } from '../src/model/schema.ts'
import { validateSchema } from '../src/model/validate.ts'

const page = readFileSync(new URL('../../../docs/schema.md', import.meta.url), 'utf8')
const between = (name: string) => page.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0]?.trim()
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '')

test('every function that expressions know is listed, and no other', () => {
  const listed = [...(between('functions') ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name)
  expect(listed).toEqual(knownFunctions.filter((name) => !name.includes(' ')))
})

test('every code is listed with what to do about it', () => {
  const rows = Object.entries(problemCodes).map(([code, fix]) => `| \`${code}\` | ${fix} |`)
  expect(between('codes')).toBe(['| Code | What to do |', '| --- | --- |', ...rows].join('\n'))
})

test('every property and type of a field is listed', () => {
  for (const name of [...Object.keys(fieldSchema.shape), ...fieldTypes]) expect(page).toContain(`\`${name}\``)
})

test('the examples are what they are said to be', () => {
  const [schema, entity, relationships, constraints, volume] = blocks('json').map((text) => JSON.parse(text))
  expect(validateSchema(schema)).toEqual({ valid: true, problems: [] })
  expect(validateSchema({ entities: [entity] })).toEqual({ valid: true, problems: [] })
  expect(relationships.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining(['one-to-one', 'one-to-many', 'many-to-many', 'polymorphic']),
  )
  for (const constraint of constraints) constraintSchema.parse(constraint)
  volumeSchema.parse(volume)
  for (const [, text = ''] of page.matchAll(/^\| `(\{ "name".*?\})` \|/gm)) distributionSchema.parse(JSON.parse(text))
  for (const line of blocks('sql').flatMap((text) => text.trim().split('\n'))) parseExpression(line)
})
