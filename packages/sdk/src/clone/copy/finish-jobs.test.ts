import { expect, test } from 'vitest'
import type { LockMode, MigrationStep } from '../../catalog/migration/step.ts'
import { type Job, withAnalyses } from './finish-jobs.ts'

test('statistics of what is checked come before its foreign keys, and those of other tables last', () => {
  const locksOf = (locks: Readonly<Record<string, LockMode>>) =>
    Object.entries(locks).map(([name, mode]) => ({ relation: { schema: 'public', name }, mode }))
  const job = (locks: Readonly<Record<string, LockMode>>): Job => ({ locks: locksOf(locks), run: async () => {} })
  const step = (action: MigrationStep['action'], locks: Readonly<Record<string, LockMode>>): MigrationStep => ({
    number: 1,
    action,
    object: 'constraint public.b.b_a',
    title: '',
    statements: [],
    hazards: [],
    locks: locksOf(locks),
    transaction: 'own',
    timeouts: { lock: 0, statement: null },
  })
  const steps = [
    step('create', { b: 'ACCESS EXCLUSIVE' }),
    step('create', { a: 'SHARE ROW EXCLUSIVE', b: 'SHARE ROW EXCLUSIVE' }),
    step('validate', { a: 'ROW SHARE', b: 'SHARE UPDATE EXCLUSIVE' }),
  ]
  const jobs = steps.map(({ locks }) => ({ locks, run: async () => {} }))
  const [a, b] = [job({ a: 'SHARE UPDATE EXCLUSIVE' }), job({ b: 'SHARE UPDATE EXCLUSIVE' })]
  expect(withAnalyses(steps, jobs, [a, b])).toEqual([jobs[0], b, jobs[1], jobs[2], a])
  expect(withAnalyses(steps.slice(0, 1), jobs.slice(0, 1), [a, b])).toEqual([jobs[0], a, b])
})
