import { expect, test } from 'vitest'
import { rowsOf } from '../../formats/row-objects.ts'
import { parsePatterns } from '../parse-patterns.ts'
import { planSynthesis } from './plan-synthesis.ts'

const category = (name: string, values: readonly (string | boolean)[]) => ({
  name,
  type: typeof values[0] === 'boolean' ? 'boolean' : 'text',
  nullShare: 0,
  model: { model: 'category', values: values.map((value) => ({ value, weight: 1 })) },
})

/** One in ten comes by phone; of those 30 % are frauds, of all others 1 %. */
const patterns = parsePatterns({
  kind: 'understudy.patterns',
  version: 1,
  learnedFrom: { name: 'payments', rows: 100_000, at: '2026-01-01T00:00:00.000Z' },
  rareBelow: 5,
  entities: [
    {
      name: 'payments',
      rows: 100_000,
      columns: [category('channel', ['web', 'phone']), category('fraud', [false, true])],
      network: {
        nodes: [
          { column: 'channel', parents: [], levels: 3, table: [{ when: [], weights: [0, 90_000, 10_000] }] },
          {
            column: 'fraud',
            parents: [{ column: 'channel' }],
            levels: 3,
            table: [
              { when: [], weights: [0, 96_100, 3900] },
              { when: [1], weights: [0, 89_100, 900] },
              { when: [2], weights: [0, 7000, 3000] },
            ],
          },
        ],
      },
      functionalDependencies: [],
      orderings: [],
      sequences: [],
    },
  ],
  relationships: [],
  notes: [],
})
const share = (where: string, of: (row: Record<string, unknown>) => boolean): number => {
  const rows = rowsOf(planSynthesis(patterns, { rows: 4000, where }).entities[0]!.batch(0, 4000))
  return rows.filter(of).length / rows.length
}

test('rows that meet a condition are distributed as they are among all rows', () => {
  // 0.1 × 0.3 of all are frauds by phone, 0.9 × 0.01 frauds by web.
  expect(share('fraud', ({ channel }) => channel === 'phone')).toBeCloseTo(0.03 / 0.039, 1)
  expect(share('not fraud', ({ channel }) => channel === 'phone')).toBeCloseTo(0.07 / 0.961, 1)
  expect(share("channel = 'phone'", ({ fraud }) => fraud === true)).toBeCloseTo(0.3, 1)
  expect(share("fraud or channel = 'phone'", ({ fraud }) => fraud === true)).toBeCloseTo(0.039 / 0.109, 1)
})
