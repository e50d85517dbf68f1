import { expect, test } from 'vitest'
import type { Rule } from '../rules.ts'
import { mergeRules } from './merge-rules.ts'
import type { RuleDraft } from './rule-drafts.ts'

const rulesOf = (source: 'schema' | 'sample', drafts: readonly RuleDraft[]): Rule[] =>
  drafts.map((draft, at) => ({
    ...draft,
    id: `${source} ${at}`,
    entity: 'orders',
    from: { source, evidence: 'as said', confidence: 1 },
  }))

const merged = (said: readonly RuleDraft[], seen: readonly RuleDraft[], computed: readonly string[] = []) =>
  mergeRules(rulesOf('schema', said), rulesOf('sample', seen), (_, column) => computed.includes(column)).map(
    ({ id }) => id,
  )

test.each<[string, RuleDraft, RuleDraft]>([
  ['a key that is narrower by chance', { type: 'unique', columns: ['a', 'b'] }, { type: 'unique', columns: ['a'] }],
  ['a key again', { type: 'primaryKey', columns: ['a'] }, { type: 'unique', columns: ['a'] }],
  [
    'a list that held fewer values',
    { type: 'inSet', column: 's', values: ['a', 'b'] },
    { type: 'inSet', column: 's', values: ['a'] },
  ],
  ['narrower bounds', { type: 'range', column: 'n', min: 0 }, { type: 'range', column: 'n', min: 5, max: 9 }],
  [
    'a length within a list',
    { type: 'inSet', column: 's', values: ['a', 'b'] },
    { type: 'length', column: 's', min: 1 },
  ],
  [
    'a stricter order',
    { type: 'pairGreater', lesser: 'a', greater: 'b', orEqual: true },
    { type: 'pairGreater', lesser: 'a', greater: 'b' },
  ],
  [
    'bounds of what refers',
    { type: 'foreignKey', columns: ['n'], parent: 'p', parentColumns: ['id'] },
    { type: 'range', column: 'n', min: 0 },
  ],
  [
    'what contradicts',
    { type: 'pairGreater', lesser: 'a', greater: 'b' },
    { type: 'pairGreater', lesser: 'b', greater: 'a' },
  ],
  [
    'a share of nulls that a condition explains',
    { type: 'conditional', when: "s = 'x'", then: 'n is not null' },
    { type: 'notNull', column: 'n', fail: { share: 0.4 } },
  ],
])('%s is left out', (_, said, seen) => {
  expect(merged([said], [seen])).toEqual(['schema 0'])
})

test.each<[string, RuleDraft, RuleDraft]>([
  [
    'bounds of a column that has a type alone',
    { type: 'type', column: 'n', is: 'integer' },
    { type: 'range', column: 'n', min: 0 },
  ],
  [
    'a column that is never null, though it may be',
    { type: 'type', column: 'n', is: 'integer' },
    { type: 'notNull', column: 'n' },
  ],
  ['a key beside the primary one', { type: 'primaryKey', columns: ['a'] }, { type: 'unique', columns: ['b'] }],
])('%s is kept', (_, said, seen) => {
  expect(merged([said], [seen])).toEqual(['schema 0', 'sample 0'])
})

test('what is computed is held to that alone', () => {
  const computed: RuleDraft = { type: 'expressionTrue', expression: 'c is not distinct from (a + b)' }
  expect(
    merged(
      [computed],
      [
        { type: 'notNull', column: 'c' },
        { type: 'notNull', column: 'a' },
      ],
      ['c'],
    ),
  ).toEqual(['schema 0', 'sample 1'])
})

test('a primary key beside the schema’s own is unique and no more', () => {
  const said = rulesOf('schema', [{ type: 'primaryKey', columns: ['a'] }])
  const seen = rulesOf('sample', [{ type: 'primaryKey', columns: ['b'] }])
  expect(mergeRules(said, seen).map(({ type }) => type)).toEqual(['primaryKey', 'unique'])
})

test('ids stay apart', () => {
  const rule = { entity: 'orders', id: 'same', column: 'a' } as const
  const both = mergeRules([{ ...rule, type: 'notNull' }], [{ ...rule, type: 'range', min: 0 }])
  expect(both.map(({ id }) => id)).toEqual(['same', 'same.sample'])
})
