import { expect, test } from 'vitest'
import { logLine } from './log-line.ts'

const time = '2026-01-02T03:04:05.678Z'

test.each([
  [
    {
      level: 'info',
      event: 'request.answered',
      requestId: 'x',
      method: 'GET',
      route: '/api/me',
      status: 200,
      milliseconds: 3.1,
    },
    { text: '03:04:05  200  GET /api/me  3.1 ms', look: 'faint' },
  ],
  [
    { level: 'error', event: 'request.answered', method: 'GET', route: 'none', status: 500, milliseconds: 1 },
    { text: '03:04:05  500  GET none  1 ms', look: 'danger' },
  ],
  [{ level: 'info', event: 'job.ended', job: 'x', rows: 5 }, '03:04:05  job.ended  job x  rows 5'],
  [
    { level: 'error', event: 'job.failed', failure: { name: 'Error', code: 'ENOSPC' } },
    { text: '03:04:05  job.failed  failure {"name":"Error","code":"ENOSPC"}', look: 'danger' },
  ],
  [{ level: 'info', event: 'drained' }, '03:04:05  drained'],
])('on a terminal, %j is a line', (entry, line) => {
  expect(logLine(JSON.stringify({ time, ...entry }))).toEqual(line)
})
