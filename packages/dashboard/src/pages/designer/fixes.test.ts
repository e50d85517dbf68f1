import { expect, test } from 'vitest'
import form from '../../../../sdk/schemas/data-schema.json?raw'
import type { Language } from './completion.ts'
import { fixesOf } from './fixes.ts'

const kind = { group: '', summary: '', type: 'text', example: '', options: [], optionSchemas: {} }
const language: Language = {
  form: JSON.parse(form),
  kinds: ['email', 'sequence', 'word'].map((name) => ({ ...kind, name })),
}
const text = (field: string, rest = '') =>
  `{ "entities": [{ "name": "people",\n"fields": { "id": ${field} },\n"primaryKey": ["id"] }]${rest} }`

test.each([
  {
    code: 'UNKNOWN_KIND',
    path: 'entities[0].fields.id.kind',
    is: text('"sequenz"'),
    fixes: { 'Use sequence': text('"sequence"') },
  },
  {
    code: 'UNKNOWN_KIND',
    path: 'entities[0].fields.id.kind',
    is: text('{ "kind": "e-mail" }'),
    fixes: { 'Use email': text('{ "kind": "email" }') },
  },
  { code: 'UNKNOWN_KIND', path: 'entities[0].fields.id.kind', is: text('"quite another"'), fixes: {} },
  {
    code: 'UNKNOWN_PROPERTY',
    path: 'entities[0].fields.id.nulable',
    is: text('{ "nulable": true }'),
    fixes: { 'Name it nullable': text('{ "nullable": true }'), 'Leave it out': text('{}') },
  },
  {
    code: 'MALFORMED',
    path: 'entities[0].fields.id.type',
    is: text('{ "type": "integre" }'),
    fixes: { 'Use integer': text('{ "type": "integer" }') },
  },
  {
    code: 'NULL_RATE_ON_NON_NULL',
    path: 'entities[0].fields.id.nullRate',
    is: text('{ "nullRate": 0.5 }'),
    fixes: { 'Let it be null': text('{ "nullRate": 0.5, "nullable": true }'), 'Leave nullRate out': text('{}') },
  },
  {
    code: 'PRIMARY_KEY_NULLABLE',
    path: 'entities[0].fields.id',
    is: text('{ "nullable": true }'),
    fixes: { 'Never null': text('{}') },
  },
  {
    code: 'UNKNOWN_ENTITY',
    path: 'constraints[0].entity',
    is: text('"word"', ', "constraints": [{ "type": "check", "entity": "poeple" }]'),
    fixes: { 'Use people': text('"word"', ', "constraints": [{ "type": "check", "entity": "people" }]') },
  },
])('$code at $path can be mended by a press: $fixes', ({ code, path, is, fixes }) => {
  expect(
    Object.fromEntries(fixesOf({ code, path }, is, language).map(({ label, apply }) => [label, apply(is)])),
  ).toEqual(fixes)
})
