import { expect, test } from 'vitest'
import { momentOf } from './moment.ts'

const moment = Date.parse('2026-05-01T10:00:00Z')

test.each([
  new Date(moment),
  '2026-05-01T10:00:00Z',
  '2026-05-01T10:00:00.000Z',
  '2026-05-01 12:00:00+02',
  '2026-05-01T12:00:00+02:00',
  '2026-05-01 10:00:00 UTC',
])('%s is a moment', (value) => {
  expect(momentOf(value)).toBe(moment)
})

test.each([
  '2026-05-01',
  '2026-05-01T10:00:00',
  '10:00',
  'May 1, 2026',
  '',
  1_777_000_000_000,
  null,
  undefined,
  new Date(Number.NaN),
])('%s is none: it has no zone, or is something else', (value) => {
  expect(momentOf(value)).toBeUndefined()
})
