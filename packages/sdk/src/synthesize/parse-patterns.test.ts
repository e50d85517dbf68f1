import { expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { parsePatterns } from './parse-patterns.ts'

const column = {
  name: 'size',
  type: 'integer',
  nullShare: 0,
  model: { model: 'number', histogram: { cells: [[1, 9, 40]] } },
}
const node = { column: 'size', parents: [], levels: 2, table: [{ when: [], weights: [0, 40] }] }
const entity = {
  name: 'boxes',
  rows: 40,
  columns: [column],
  network: { nodes: [node] },
  functionalDependencies: [],
  orderings: [],
  sequences: [],
}
const patterns = {
  kind: 'understudy.patterns',
  version: 1,
  learnedFrom: { name: 'boxes.csv', rows: 40, at: '2026-01-01T00:00:00.000Z' },
  rareBelow: 5,
  entities: [entity],
  relationships: [],
  notes: [],
}

test('patterns are read from a text, without the address of their schema', () => {
  expect(parsePatterns(JSON.stringify({ $schema: 'patterns.json', ...patterns }))).toEqual(patterns)
})

test('a file that is none of patterns is refused', () => {
  expect(() => parsePatterns('{')).toThrow(/no JSON/)
  expect(() => parsePatterns({ kind: 'understudy.schema', entities: [] })).toThrow(/invalid/)
})

test.each([
  ['drawn before its parents', { nodes: [{ ...node, parents: [{ column: 'size' }] }] }, /not drawn before it/],
  ['of other levels than its model', { nodes: [{ ...node, levels: 7 }] }, /7 levels, and its model 2/],
  ['drawn twice', { nodes: [node, node] }, /drawn twice/],
  [
    'without a row for what is rare',
    { nodes: [{ ...node, table: [{ when: [1], weights: [1] }] }] },
    /no row without `when`/,
  ],
  ['not drawn', { nodes: [] }, /"size" is not drawn/],
  [
    'of a parent that no relationship leads to',
    { nodes: [{ ...node, parents: [{ column: 'a', through: 'b' }] }] },
    /no relationship/,
  ],
])('a column %s is named', async (_, network, message) => {
  const error = await failure((async () => parsePatterns({ ...patterns, entities: [{ ...entity, network }] }))())
  expect(error.code).toBe('PATTERNS_INVALID')
  expect(error.message).toMatch(message)
  expect(error.message).toContain('boxes')
})
