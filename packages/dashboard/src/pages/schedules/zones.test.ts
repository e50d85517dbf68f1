import { expect, test } from 'vitest'
import { zoneChoices } from './zones.ts'

test('all zones can be chosen, each once, the usual ones first', () => {
  const choices = zoneChoices(['America/New_York', undefined, 'Europe/Berlin'], new Date('2026-11-29T00:00:00Z'))
  expect(choices.slice(0, 3)).toEqual([
    { value: 'America/New_York', label: 'America/New York', note: 'GMT-5' },
    { value: 'Europe/Berlin', label: 'Europe/Berlin', note: 'GMT+1' },
    { value: 'UTC', label: 'UTC', note: expect.stringMatching(/^GMT/) },
  ])
  expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length)
  expect(choices.length).toBeGreaterThan(300)
})
