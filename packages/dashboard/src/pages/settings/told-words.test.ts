import { expect, test } from 'vitest'
import { tellsWords, withTeamTold } from './told-words.ts'

const of = (tells: Parameters<typeof withTeamTold>[0]) => ({
  id: '1',
  address: 'ada@example.org',
  tells,
  active: true,
  createdAt: '',
  createdBy: '',
})

test('what an address is told is said of the team and of schedules', () => {
  const ofSchedule = { schedule: 's1', types: ['run.failed' as const] }
  expect(tellsWords(of([{ schedule: null, types: ['incident.opened'] }, ofSchedule]))).toBe(
    'when an incident opens; of 1 schedule by itself',
  )
})

test('what is told of the team is changed, and of a schedule is kept', () => {
  const ofSchedule = { schedule: 's1', types: ['run.failed' as const] }
  const tells = [{ schedule: null, types: ['incident.opened' as const] }, ofSchedule]
  expect(withTeamTold(tells, ['refresh.failed'])).toEqual([{ schedule: null, types: ['refresh.failed'] }, ofSchedule])
  expect(withTeamTold(tells, [])).toEqual([ofSchedule])
})
