import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { testSchedules } from '../../../test/schedules.ts'
import { server } from '../../../test/services.ts'
import { teamConfig } from '../teams/config/team-config.ts'
import { writeTeamConfig } from '../teams/config/write-team-config.ts'
import { createSchedule } from './create-schedule.ts'
import { listSchedules } from './list-schedules.ts'
import { removeSchedule } from './remove-schedule.ts'
import { updateSchedule } from './update-schedule.ts'

const fortnightly = { frequency: 'biweekly', dayOfWeek: 3, timeOfDay: '06:30', timezone: 'Europe/Paris' } as const

describe.each(enginesAbove)('the schedule that a configuration says on %s', async (engine) => {
  const { services, newTeam, at } = await testSchedules(engine, 'configured')
  async function configuring() {
    const team = await newTeam()
    at('2026-06-01T00:00:00Z')
    return {
      team,
      configure: (schedule: object | undefined) =>
        writeTeamConfig(services, server, {
          team,
          config: teamConfig.parse({ refreshPreferences: { seed: 'new', ...(schedule ? { schedule } : {}) } }),
        }),
      schedules: async () => (await listSchedules(services, server, { team, limit: 10 })).schedules,
    }
  }

  test('is made, moved and removed with it', async () => {
    const { configure, schedules } = await configuring()
    await configure(fortnightly)
    const [made] = await schedules()
    expect(made).toMatchObject({
      name: 'As configured',
      configured: true,
      datasets: null,
      recurrence: { ...fortnightly, anchor: '2026-06-03' },
      next: { planned: '2026-06-03T06:30' },
    })
    // A week later nothing has been moved: it stays in its weeks.
    at('2026-06-08T00:00:00Z')
    await configure(fortnightly)
    expect(await schedules()).toMatchObject([{ id: made!.id, recurrence: { anchor: '2026-06-03' } }])
    await configure({ ...fortnightly, timeOfDay: '07:00' })
    expect(await schedules()).toMatchObject([
      { id: made!.id, next: { planned: '2026-06-17T07:00' }, recurrence: { anchor: '2026-06-03' } },
    ])
    await configure(undefined)
    expect(await schedules()).toEqual([])
    await configure({ ...fortnightly, frequency: 'monthly' })
    expect(await schedules()).toMatchObject([{ recurrence: { frequency: 'monthly', dayOfWeek: 3, week: 1 } }])
  })

  test('is changed by people as to how, and not as to when', async () => {
    const { configure, schedules, team } = await configuring()
    await createSchedule(services, server, { team, name: 'As configured', recurrence: fortnightly })
    await configure(fortnightly)
    const [own, made] = await schedules()
    expect([own?.configured, made?.configured]).toEqual([false, true])
    expect(made?.name).toMatch(/^As configured [0-9a-f]{6}$/)
    const place = { team, schedule: made!.id }
    const changed = await updateSchedule(services, server, place, { name: 'ours', policies: { overlap: 'queueOne' } })
    expect(changed).toMatchObject({ name: 'ours', policies: { overlap: 'queueOne' } })
    await expect(updateSchedule(services, server, place, { recurrence: fortnightly })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await expect(removeSchedule(services, server, place)).rejects.toMatchObject({ code: 'CONFLICT' })
    await configure(fortnightly)
    expect(await schedules()).toMatchObject([{}, { id: made!.id, name: 'ours' }])
  })

  test('in no zone there is no configuration either', async () => {
    const { configure, schedules } = await configuring()
    await expect(configure({ ...fortnightly, timezone: '+02:00' })).rejects.toMatchObject({ code: 'TIMEZONE_UNKNOWN' })
    expect(await schedules()).toEqual([])
  })
})
