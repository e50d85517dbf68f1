import { expect, test } from 'vitest'
import { decide, decidedColumns, decisionWords, undecidedColumns } from './policy-parts.ts'

const policy = {
  kind: 'masking-policy',
  undecided: {
    'public.people.note': { why: 'free text', suggestions: ['keep', { transform: 'blank' }] },
    largeObjects: { why: 'bytes', suggestions: ['empty'] },
  },
  tables: { 'public.people': { subject: ['id'], columns: { id: 'keep', email: { transform: 'email' } } } },
}

test('columns are told with what is done to them, and those without a decision with what could be', () => {
  expect(decidedColumns(policy)).toEqual([
    { table: 'public.people', column: 'id', decision: 'Keep as it is', isMasked: false },
    { table: 'public.people', column: 'email', decision: 'email', isMasked: true },
  ])
  expect(undecidedColumns(policy).map(({ id, suggestions }) => [id, suggestions.map(({ words }) => words)])).toEqual([
    ['public.people.note', ['Keep as it is', 'blank']],
    ['largeObjects', ['Leave empty']],
  ])
  expect(decisionWords({ transform: 'date', options: { days: 3 }, when: 'x = 1' })).toBe('date (days 3, when x = 1)')
})

test('what is decided moves to its table, beside what stands there, and the rest stays undecided', () => {
  const decided = decide(policy, new Map<string, unknown>([['public.people.note', { transform: 'blank' }]]))
  expect(decided).toMatchObject({
    tables: { 'public.people': { subject: ['id'], columns: { id: 'keep', note: { transform: 'blank' } } } },
  })
  expect(Object.keys(undecidedColumns(decided).map(({ id }) => id))).toHaveLength(1)
  expect(decide(policy, new Map([['largeObjects', 'empty']]))).toMatchObject({ largeObjects: 'empty' })
})
