import { expect, test } from 'vitest'
import { scoreHistory } from './score-history.ts'

test('after each check it is the mean of the last scores of all datasets', () => {
  const runs = [
    { dataset: 'b', score: 0.5, at: '4' },
    { dataset: 'a', score: null, at: '3' },
    { dataset: 'b', score: 1, at: '2' },
    { dataset: 'a', score: 0.8, at: '1' },
  ]
  expect(scoreHistory(runs, 9)).toEqual([
    { at: '1', score: 0.8 },
    { at: '2', score: 0.9 },
    { at: '4', score: 0.65 },
  ])
  expect(scoreHistory(runs, 1)).toEqual([{ at: '4', score: 0.65 }])
  expect(scoreHistory([], 9)).toEqual([])
})
