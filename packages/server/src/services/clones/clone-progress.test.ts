import type { CloneOperation, ClonePlan } from '@understudy/sdk/clone'
import { expect, test } from 'vitest'
import { CloneWatch } from './clone-progress.ts'

/** Casts: of a plan and an operation the watch reads no more than this. */
const at = (phase: string, progress: number) => ({ phase, progress }) as CloneOperation
const planOf = (tables: readonly object[]) => ({ tables }) as unknown as ClonePlan
const copied = (table: string, rows: number) => ({ type: 'copied', table, rows, bytes: 1, again: false }) as const
const part = (table: string, policyTable: string, rows: number) => ({ table, policyTable, rows })

test('parts of a table are told as the one that policies name, with what the plan expects of them', () => {
  const watch = new CloneWatch()
  watch.planned(planOf([part('orders_1', 'orders', 10), part('orders_2', 'orders', 5)]))
  watch.heard(copied('orders', 4), at('copying', 20), 3400)
  expect(watch.now()).toEqual({
    phase: 'copying',
    progress: 20,
    remainingSeconds: 3,
    tables: [{ table: 'orders', rows: 4, of: 15, masked: 0, done: false }],
  })
})

test('news are the tables that rows came to since the last ones, and few enough for an event', () => {
  const watch = new CloneWatch()
  watch.planned(planOf(['a', 'b', 'c'].map((name) => part(name, name, 1))))
  watch.heard(copied('b', 1), at('copying', 10), undefined)
  expect(watch.news().tables.map(({ table }) => table)).toEqual(['b'])
  expect(watch.news().tables).toEqual([])
  const statistics = { table: 'b', rows: 1, rowsMasked: 1, group: undefined, bytes: 1, rules: [] }
  watch.heard({ type: 'table', statistics }, at('copying', 11), undefined)
  expect(watch.news().tables).toEqual([{ table: 'b', rows: 1, of: 1, masked: 1, done: true }])
  for (let table = 0; table < 500; table++) watch.heard(copied(`t${table}`, 1), at('copying', 12), undefined)
  expect(watch.news().tables.length).toBe(50)
  expect(watch.now().tables.length).toBe(503)
})
