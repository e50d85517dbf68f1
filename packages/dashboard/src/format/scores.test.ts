import { expect, test } from 'vitest'
import { changeText, scoreNow, scoreText } from './scores.ts'

const point = (at: string, score: number) => ({ at: `2026-11-${at}T00:00:00Z`, score })

test('a score is held against what it was a week before, or else against the one before', () => {
  expect(scoreNow([point('01', 0.5), point('20', 0.8), point('21', 0.9)])).toEqual({ score: 0.9, change: 0.4 })
  expect(scoreNow([point('20', 0.75), point('21', 1)])).toEqual({ score: 1, change: 0.25 })
  expect(scoreNow([point('20', 0.75)])).toEqual({ score: 0.75, change: null })
  expect(scoreNow([])).toEqual({ score: null, change: null })
})

test('what is nearly full is not full', () => {
  expect([0.9999, 1, 0.953, 0].map(scoreText)).toEqual(['99.9', '100', '95.3', '0'])
})

test('a change has a sign, a real minus among them', () => {
  expect([0.012, -0.004, 0, 0.0001].map(changeText)).toEqual(['+1.2', '−0.4', '±0', '±0'])
})
