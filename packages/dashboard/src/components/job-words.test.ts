import { expect, test } from 'vitest'
import { kindWords, resultWords, tookMs } from './job-words.ts'

const usage = { cpuSeconds: 1, memoryBytes: 1, rows: 1200, bytes: 1, seconds: 1, rowsPerSecond: 1, bytesPerSecond: 1 }

test('a kind is said as people say it, and one that nobody has named yet can be read too', () => {
  expect(kindWords('generate')).toBe('Generate rows')
  expect(kindWords('move-mountains')).toBe('Move mountains')
})

test('what came of a job is counts and reasons, and no ids', () => {
  const result = { dataset: '0199-…', version: 7 }
  expect(resultWords({ status: 'completed', result, errorMessage: null, usage })).toBe('version 7, 1,200 rows')
  expect(resultWords({ status: 'failed', result: null, errorMessage: 'the disk is full', usage })).toBe(
    'the disk is full',
  )
  expect(resultWords({ status: 'pending', result: null, errorMessage: null, usage: null })).toBe('')
})

test('what runs has taken as long as it runs', () => {
  const now = new Date('2026-11-29T10:00:05Z')
  expect(tookMs({ startedAt: '2026-11-29T10:00:00Z', finishedAt: null }, now)).toBe(5000)
  expect(tookMs({ startedAt: '2026-11-29T10:00:00Z', finishedAt: '2026-11-29T10:00:01Z' }, now)).toBe(1000)
  expect(tookMs({ startedAt: null, finishedAt: null }, now)).toBeUndefined()
})
