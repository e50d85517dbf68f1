import { expect, test } from 'vitest'
import { datasetWords, outcomeWords, progressOf, type Refresh } from './refresh-words.ts'

const part: Refresh['datasets'][number] = {
  dataset: 'd',
  name: 'people',
  state: 'published',
  before: 1,
  version: 2,
  job: 'j',
  gate: null,
  run: null,
  errorCode: null,
  reason: null,
}
const refresh: Refresh = {
  id: 'r',
  state: 'published',
  together: true,
  schedule: null,
  errorCode: null,
  reason: null,
  startedBy: 'ada',
  startedAt: '2026-11-29T06:00:00Z',
  endedAt: null,
  datasets: [part, { ...part, name: 'orders' }],
}

test('what a refresh is of, and what came of it', () => {
  expect(datasetWords(refresh.datasets)).toBe('people and orders')
  expect(datasetWords([...refresh.datasets, part])).toBe('people and 2 more')
  expect(outcomeWords(refresh)).toBe('2 datasets, at once')
  expect(
    outcomeWords({
      ...refresh,
      state: 'refused',
      together: false,
      reason: 'a rule failed',
      datasets: [part, { ...part, state: 'refused' }],
    }),
  ).toBe('a rule failed · 1 of 2 datasets published')
})

test('how far it has come', () => {
  expect(progressOf({ ...refresh, datasets: [part, { ...part, state: 'waiting' }] })).toBe(0.5)
  expect(progressOf({ ...refresh, datasets: [] })).toBe(0)
})
