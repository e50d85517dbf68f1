import { readFileSync } from 'node:fs'
import { kinds } from '@understudy/sdk'
import { expect, test } from 'vitest'
import { people, testApp } from '../../test/app.ts'

const { api } = await testApp({ name: 'schemas' })

const validate = (schema: Record<string, unknown>) => api.post('/validate', { json: { schema } })

test('every kind is listed with what it is and its options', async () => {
  const listed = await api.get('/kinds')
  expect(listed.map(({ name }) => name)).toEqual(kinds().map(({ name }) => name))
  expect(listed).toContainEqual(expect.objectContaining({ name: 'email', group: expect.any(String), type: 'text' }))
  const bytes = listed.find(({ name }) => name === 'bytes')
  expect(bytes?.options).toEqual(['min', 'max'])
  expect(Object.keys(bytes?.optionSchemas ?? {})).toEqual(['min', 'max'])
  for (const { name, example } of listed) expect(example, name).not.toBe('')
})

test('the form of a schema is the file that editors are pointed at', async () => {
  const file = new URL('../../../sdk/schemas/data-schema.json', import.meta.url)
  expect(await api.get('/schema/form')).toEqual(JSON.parse(readFileSync(file, 'utf8')))
})

test('a valid schema has no problems', async () => {
  expect(await validate(people)).toEqual({ valid: true, problems: [] })
})

test('all problems of a schema are told at once, each with its place and its fix', async () => {
  const schema = {
    entities: [{ name: 'people', fields: { id: 'no-such-kind', age: { type: 'integre' } } }],
    relationships: [{ type: 'one-to-many', parent: { entity: 'cities' }, child: { entity: 'people', fields: ['id'] } }],
  }
  const { valid, problems } = await validate(schema)
  expect(valid).toBe(false)
  expect(problems.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([
    'MALFORMED entities[0].fields.age.type',
    'UNKNOWN_ENTITY relationships[0].parent.entity',
    'UNKNOWN_KIND entities[0].fields.id.kind',
  ])
  for (const { message, fix } of problems) expect([message, fix]).toEqual([expect.any(String), expect.any(String)])
})
