import { expect, test } from 'vitest'
import { factsOf, type Run } from './run-words.ts'

const run: Run = {
  id: 'r',
  schedule: 's',
  name: 'nightly',
  kind: 'catchup',
  status: 'published',
  reason: null,
  why: null,
  occurrence: {
    at: '2026-11-29T06:00:00Z',
    local: '2026-11-29T07:00:00',
    timezone: 'Europe/Berlin',
    offset: '+01:00',
    planned: '2026-11-29T07:00',
    change: null,
    note: null,
  },
  lateSeconds: 3600,
  refresh: null,
  errorCode: null,
  attempt: 2,
  decidedBy: 'server',
  decidedAt: '2026-11-29T07:00:00Z',
  startedAt: '2026-11-29T07:00:01Z',
  endedAt: '2026-11-29T07:00:21Z',
}

test('what was out of the ordinary is said, and nothing else', () => {
  const now = new Date('2026-11-29T08:00:00Z')
  expect(factsOf(run, now)).toEqual(['caught up on', '1 h late', 'took 20 s', '2 attempts'])
  expect(
    factsOf({ ...run, kind: 'scheduled', lateSeconds: 4, attempt: 1, startedAt: null, endedAt: null }, now),
  ).toEqual([])
  expect(factsOf({ ...run, kind: 'backfill', attempt: 1 }, now)).toEqual(['filled in', 'took 20 s'])
})
