import { expect, test } from 'vitest'
import { isGoingOn, phaseWords, standingOf } from './clone-words.ts'

const done = { status: 'completed', dryRun: false, rolledBackAt: null, isLeft: false } as const

test('a plan is no clone, and one that was rolled back is not simply done', () => {
  expect(standingOf(done).words).toBe('Done')
  expect(standingOf({ ...done, dryRun: true }).words).toBe('Planned')
  expect(standingOf({ ...done, rolledBackAt: '2026-11-01T00:00:00Z' }).words).toBe('Rolled back')
  expect(standingOf({ ...done, status: 'failed', isLeft: true }).words).toBe('Stopped half way')
  expect(standingOf({ ...done, status: 'failed' }).words).toBe('Failed')
})

test('phases have words, and one that is not known says itself', () => {
  expect([phaseWords('verifying'), phaseWords('else')]).toEqual(['Reading the copy back', 'else'])
  expect(isGoingOn({ status: 'pending' })).toBe(true)
  expect(isGoingOn({ status: 'failed' })).toBe(false)
})
