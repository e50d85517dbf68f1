import { expect, test } from 'vitest'
import { madeTable, partsOf, shuffledColumns } from '../../../test/fidelity-tables.ts'
import { streamOf } from '../../random/stream.ts'
import { alignTables } from './table/align-tables.ts'
import type { Table } from './table/cells.ts'
import { twoSampleTest } from './two-sample-test.ts'
import { usefulnessOf } from './usefulness.ts'

const [real, other] = partsOf(madeTable('made', 3000), 2, 'parts')
const options = { stream: streamOf('test') }
const testOf = (a: Table, b: Table) => twoSampleTest(alignTables(a, b, undefined), options)

test('other real rows cannot be told from real ones, a shuffle can', () => {
  const fair = testOf(real!, other!)
  const shuffle = testOf(real!, shuffledColumns(real!, 's'))
  if ('note' in fair || 'note' in shuffle) throw new Error('both can be tested')
  expect(Math.abs(fair.auc.value - 0.5)).toBeLessThan(0.05)
  expect(fair.auc.interval[0]).toBeLessThan(0.5)
  expect(shuffle.auc.value).toBeGreaterThan(0.9)
  expect(shuffle.auc.interval[0]).toBeGreaterThan(0.85)
})

test('a sample too small is said to be so', () => {
  const [few, others] = partsOf(real!, 40, 'few')
  expect(testOf(few!, others!)).toEqual({ note: expect.stringMatching(/too few rows/) })
})

test('a model that learned from other real rows is as good as one that learned from real ones, from a shuffle useless', () => {
  const targets = ['grade', 'price', 'nothing']
  const of = (synthetic: Table) => usefulnessOf(alignTables(real!, synthetic, undefined), { ...options, targets })
  const { found, notes } = of(other!)
  expect(found.map(({ target, metric }) => [target, metric])).toEqual([
    ['grade', 'accuracy'],
    ['price', 'r2'],
  ])
  for (const { synthetic, real: asGood } of found) {
    expect(asGood).toBeGreaterThan(0.5)
    expect(synthetic).toBeGreaterThan(asGood - 0.05)
  }
  expect(notes).toEqual(['sales.nothing: not tried as a target: no compared column has this name'])
  for (const { synthetic, real: asGood } of of(shuffledColumns(other!, 's')).found)
    expect(synthetic).toBeLessThan(asGood - 0.2)
})
