import { expect, test } from 'vitest'
import { toldOf, withTold } from './tells.ts'

const notice = {
  id: 'n',
  address: 'ada@example.org',
  tells: [
    { schedule: null, types: ['refresh.failed' as const, 'incident.opened' as const] },
    { schedule: 's', types: ['schedule.paused' as const] },
    { schedule: 'other', types: ['run.skipped' as const] },
  ],
  active: true,
  createdAt: '2026-11-29T00:00:00Z',
  createdBy: 'ada',
}

test('what is told of a schedule is its own and that of the team', () => {
  expect(toldOf(notice, 's')).toEqual({ own: ['schedule.paused'], team: ['refresh.failed'] })
  expect(toldOf(notice, 'new').own).toEqual([])
})

test('what is told of others stays', () => {
  expect(withTold(notice.tells, 's', ['run.failed']).at(-1)).toEqual({ schedule: 's', types: ['run.failed'] })
  expect(withTold(notice.tells, 's', []).map(({ schedule }) => schedule)).toEqual([null, 'other'])
})
