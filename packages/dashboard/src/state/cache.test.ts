import { expect, test } from 'vitest'
import type { TeamEvent } from '../api.ts'
import { Cache } from './cache.ts'
import { isOfPattern } from './heard.ts'

const event = (type: TeamEvent['type']): TeamEvent => ({
  position: 1,
  id: 'e',
  type,
  subject: 'job:1',
  data: {},
  at: '2026-11-29T00:00:00Z',
  actor: 'system',
})

test('what an event may have changed is stale from then on, and the rest is not', () => {
  const cache = new Cache()
  cache.keep('jobs', [1], ['job.*'])
  cache.keep('teams', [2], ['team.updated'])
  cache.heard(event('job.progressed'))
  expect(cache.find('jobs')).toMatchObject({ value: [1], stale: true })
  expect(cache.find('teams')).toMatchObject({ stale: false })
  cache.keep('jobs', [3], ['job.*'])
  expect(cache.find('jobs')).toMatchObject({ value: [3], stale: false })
})

test('where something was missed, everything is stale, and whoever shows something is told', () => {
  const cache = new Cache()
  const told: unknown[] = []
  const stop = cache.listen((heard) => told.push(heard?.type))
  cache.keep('teams', 1, [])
  cache.heard(undefined)
  cache.heard(event('job.failed'))
  stop()
  cache.heard(event('job.failed'))
  expect(cache.find('teams')?.stale).toBe(true)
  expect(told).toEqual([undefined, 'job.failed'])
})

test('what was not read for the longest goes first, and nothing stays for whoever comes next', () => {
  const cache = new Cache(2)
  for (const key of ['a', 'b', 'a', 'c']) cache.keep(key, key, [])
  expect(['a', 'b', 'c'].map((key) => cache.find(key)?.value)).toEqual(['a', undefined, 'c'])
  cache.clear()
  expect(cache.find('a')).toBeUndefined()
})

test('a pattern is one event, or all of a noun', () => {
  expect(isOfPattern(['job.*'], 'job.failed')).toBe(true)
  expect(isOfPattern(['job.failed'], 'job.created')).toBe(false)
  expect(isOfPattern(['job.*'], 'dataset.created')).toBe(false)
})
