import { expect, test } from 'vitest'
import { policyWords } from './policy-words.ts'

test('what a schedule does where something is not as usual', () => {
  const policies = {
    graceMinutes: 15,
    missed: 'all' as const,
    missedWithinHours: 24,
    missedAtMost: 3,
    overlap: 'skip' as const,
    pauseAfterFailures: 1,
  }
  expect(policyWords({ policies, seed: { seed: 7 }, together: true }).map(({ says }) => says)).toEqual([
    'all of them at once, or none',
    'those of the seed 7',
    'each is done, one after the other, of the last 24 hours, 3 at most',
    'it is skipped',
    '1 failure pauses it',
  ])
  const quiet = { ...policies, missed: 'skip' as const, pauseAfterFailures: null }
  expect(policyWords({ policies: quiet, seed: null, together: false }).map(({ says }) => says)).toEqual([
    'each as it passes its gates',
    'as the team prefers',
    'nothing is done',
    'it is skipped',
    'it goes on',
  ])
})
