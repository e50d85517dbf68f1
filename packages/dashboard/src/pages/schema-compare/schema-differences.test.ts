import { expect, test } from 'vitest'
import { differenceLines, refusedWords, stepLines } from './schema-differences.ts'

test('what the target lacks, what it alone has, and what is otherwise, side by side', () => {
  const lines = differenceLines({
    added: [{ id: 'table b', kind: 'table' }],
    removed: [{ id: 'table c', kind: 'table' }],
    changed: [{ id: 'column a.x', kind: 'column', changes: [{ property: 'type', from: 'integer', to: 'text' }] }],
    renamed: [{ from: 'table old', to: 'table new' }],
  })
  expect(lines.map(({ object, change }) => [object, change])).toEqual([
    ['column a.x', 'changed'],
    ['table b', 'missing'],
    ['table c', 'extra'],
    ['table new', 'renamed'],
  ])
  expect(lines[0]?.sides).toEqual([{ property: 'type', source: 'text', target: 'integer' }])
})

test('steps tell what they may do to data, and what they lock', () => {
  const steps = [
    {
      number: 1,
      title: 'drop table c',
      hazards: [{ kind: 'deletes data', why: 'its rows' }],
      locks: [{ relation: { schema: 'public', name: 'c' }, mode: 'access exclusive' }],
    },
  ]
  expect(stepLines({ steps })).toEqual([
    {
      number: 1,
      title: 'drop table c',
      hazards: [{ kind: 'deletes data', why: 'its rows', isDestructive: true }],
      locks: ['public.c: access exclusive'],
    },
  ])
  expect(refusedWords({ refused: [{ object: 'view v', why: 'it is unknown' }, {}] })).toEqual([
    'view v: it is unknown',
    '{}',
  ])
})
