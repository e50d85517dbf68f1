import { expect, test } from 'vitest'
import form from '../../../../sdk/schemas/data-schema.json?raw'
import { type Language, meaningAt, offersAt } from './completion.ts'

const language: Language = {
  form: JSON.parse(form),
  kinds: [
    {
      name: 'email',
      group: 'internet',
      summary: 'E-mail address',
      type: 'text',
      example: 'a@example.org',
      options: ['domains', 'case'],
      optionSchemas: { domains: { type: 'array', description: 'of these' }, case: { enum: ['lower', 'upper'] } },
    },
  ],
}

/** Where the bar stands is where one types. */
function offered(marked: string): string[] {
  const offset = marked.indexOf('|')
  return (offersAt(marked.replace('|', ''), offset, language)?.offers ?? []).map(({ label }) => label)
}

const entities =
  '"entities": [{ "name": "a", "fields": { "id": "sequence", "b": "word" } }, { "name": "c", "fields": [{ "name": "d" }] }]'

test.each([
  { at: '{ | }', has: ['entities', 'relationships', 'volume'], lacks: ['fields'] },
  { at: `{ ${entities}, "|" }`, has: ['volume'], lacks: ['entities'] },
  { at: '{ "entities": [{ "name": "a", | }] }', has: ['fields', 'primaryKey'], lacks: ['name'] },
  { at: '{ "entities": [{ "fields": [{ "name": "x", "ty| }] }] }', has: ['type', 'nullable'], lacks: ['name'] },
  { at: '{ "entities": [{ "fields": [{ "type": "in|" }] }] }', has: ['integer', 'timestamptz'], lacks: ['email'] },
  { at: '{ "entities": [{ "fields": [{ "unique": | }] }] }', has: ['true', 'false'], lacks: [] },
  { at: '{ "entities": [{ "fields": [{ "kind": "e|" }] }] }', has: ['email'], lacks: ['integer'] },
  { at: '{ "entities": [{ "fields": { "x": "|" } }] }', has: ['email'], lacks: [] },
  { at: '{ "entities": [{ "fields": { "x": { "k| } } }] }', has: ['kind', 'nullRate'], lacks: ['name'] },
  {
    at: '{ "entities": [{ "fields": [{ "kind": "email", "options": { "|" } }] }] }',
    has: ['domains', 'case'],
    lacks: [],
  },
  {
    at: '{ "entities": [{ "fields": [{ "kind": "email", "options": { "case": "|" } }] }] }',
    has: ['lower'],
    lacks: ['domains'],
  },
  {
    at: `{ ${entities}, "relationships": [{ "type": "one-to-many", "parent": { "entity": "|" } }] }`,
    has: ['a', 'c'],
    lacks: ['id'],
  },
  {
    at: `{ ${entities}, "relationships": [{ "child": { "entity": "a", "fields": ["|"] } }] }`,
    has: ['id', 'b'],
    lacks: ['d'],
  },
  {
    at: `{ ${entities}, "relationships": [{ "type": "polymorphic", "|" }] }`,
    has: ['parents', 'child'],
    lacks: ['parent', 'left'],
  },
  {
    at: `{ ${entities}, "relationships": [{ "type": "|" }] }`,
    has: ['one-to-one', 'many-to-many', 'polymorphic'],
    lacks: ['check'],
  },
  {
    at: `{ ${entities}, "constraints": [{ "type": "range", "entity": "c", "field": "|" }] }`,
    has: ['d'],
    lacks: ['id'],
  },
  {
    at: `{ ${entities}, "constraints": [{ "type": "range", "|" }] }`,
    has: ['min', 'max'],
    lacks: ['expression', 'type'],
  },
  { at: `{ ${entities}, "volume": { "entities": [{ "entity": "c", "per": "|" }] } }`, has: ['a'], lacks: ['d'] },
  {
    at: '{ "entities": [{ "name": "a", "primaryKey": ["|"], "fields": { "id": "sequence" } }] }',
    has: ['id'],
    lacks: ['a'],
  },
  { at: '{ "entities": [] | }', has: [], lacks: ['volume'] },
  { at: '|', has: [], lacks: ['entities'] },
])('at $at is offered what may stand there', ({ at, has, lacks }) => {
  const labels = offered(at)
  expect(labels).toEqual(expect.arrayContaining(has))
  for (const label of lacks) expect(labels).not.toContain(label)
})

test('each comes with what it means, and is written as JSON writes it', () => {
  const at = '{ "entities": [{ "fields": [{ "null" }] }] }'
  const found = offersAt(at, at.indexOf('null') + 4, language)
  expect(found?.offers.filter(({ info }) => info === '')).toEqual([])
  expect(found?.offers.find(({ label }) => label === 'nullRate')).toMatchObject({
    text: '"nullRate": ',
    detail: 'number',
  })
  expect(at.slice(found?.cursor.span.start, found?.cursor.span.end)).toBe('"null"')
})

test.each([
  { word: 'nullRate', at: '{ "entities": [{ "fields": [{ "nullRate": 0.1 }] }] }', says: 'Share of nulls' },
  { word: 'email', at: '{ "entities": [{ "fields": [{ "kind": "email" }] }] }', says: 'E-mail address: a@example.org' },
  { word: 'b"', at: `{ ${entities}, "constraints": [{ "entity": "a", "field": "b" }] }`, says: 'A field of a' },
])('what $word means is said', ({ word, at, says }) => {
  expect(meaningAt(at, at.lastIndexOf(word) + 1, language)?.said).toContain(says)
})
