import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { monday, testScheduled } from '../../../test/schedules.ts'
import { server } from '../../../test/services.ts'
import { backfill } from './backfill.ts'
import { readCalendar } from './calendar.ts'
import { createSchedule } from './create-schedule.ts'
import { listRuns } from './list-runs.ts'
import { listSchedules, readSchedule } from './list-schedules.ts'
import { pauseSchedule, resumeSchedule } from './pause-schedule.ts'
import { nextOfSchedule } from './preview.ts'
import { removeSchedule } from './remove-schedule.ts'
import { runNow } from './run-now.ts'
import { updateSchedule } from './update-schedule.ts'

describe.each(enginesAbove)('what people do with schedules on %s', async (engine) => {
  const { scheduled } = await testScheduled(engine)

  test('while it is paused each occurrence is recorded and none is done; then it goes on from now', async () => {
    const { at, tick, told, read, services, named, events } = await scheduled()
    const paused = await pauseSchedule(services, server, named)
    expect(paused).toMatchObject({ status: 'paused', paused: { reason: 'by-hand', by: 'system' }, next: null })
    expect(await pauseSchedule(services, server, named)).toEqual(paused)
    at('2026-06-01T04:00:10Z')
    await tick()
    // No look comes in between: resuming itself records it.
    at('2026-06-09T04:00:00Z')
    const resumed = await resumeSchedule(services, server, named)
    expect(resumed).toMatchObject({ status: 'active', paused: null, next: { at: '2026-06-15T04:00:00.000Z' } })
    expect(resumed).toEqual(await read())
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled skipped paused', '2026-06-08 scheduled skipped paused'])
    expect(await events('run.skipped')).toMatchObject([{ reason: 'paused' }, { reason: 'paused' }])
    expect(await resumeSchedule(services, server, named)).toEqual(resumed)
  })

  test('one that is changed at the minute it is due does not run by the old recurrence, which is recorded', async () => {
    const { at, tick, told, services, named, read } = await scheduled()
    at('2026-06-01T04:00:20Z')
    const recurrence = { ...monday, timeOfDay: '06:05' }
    const changed = await updateSchedule(services, server, named, { recurrence })
    expect(changed.next).toMatchObject({ at: '2026-06-01T04:05:00.000Z' })
    await tick()
    at('2026-06-01T04:05:00Z')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled skipped changed', '2026-06-01 scheduled running'])
    // Back to a time that was decided: not once more.
    expect((await updateSchedule(services, server, named, { recurrence: monday })).next?.at).toBe(
      '2026-06-08T04:00:00.000Z',
    )
    // What leaves the times as they are leaves what is due.
    at('2026-06-08T04:00:10Z')
    await updateSchedule(services, server, named, { name: 'another', policies: { overlap: 'queueOne' } })
    await tick()
    expect((await told()).at(-1)).toBe('2026-06-08 scheduled waiting queued')
    expect(await read()).toMatchObject({ name: 'another', policies: { overlap: 'queueOne', missed: 'once' } })
  })

  test('somebody asks for a run, of one that is paused too; runs of one schedule take turns', async () => {
    const { at, tick, services, named, end, runs, told } = await scheduled()
    at('2026-06-02T10:00:00Z')
    await pauseSchedule(services, server, named)
    const [first, second] = [await runNow(services, server, named), await runNow(services, server, named)]
    expect(first).toMatchObject({ kind: 'manual', status: 'waiting', reason: 'by-hand', decidedBy: 'system' })
    expect(first.occurrence).toMatchObject({ local: '2026-06-02T12:00:00', timezone: 'Europe/Berlin' })
    await tick()
    expect((await runs()).map(({ id, status }) => [id, status]).slice(0, 2)).toEqual([
      [second.id, 'waiting'],
      [first.id, 'running'],
    ])
    await end(first.id, 'published')
    await tick()
    await end(second.id, 'failed')
    await tick()
    expect((await told()).slice(1)).toEqual(['2026-06-02 manual published by-hand', '2026-06-02 manual failed by-hand'])
    for (let asked = 0; asked < 5; asked++) await runNow(services, server, named)
    await expect(runNow(services, server, named)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('what came to nothing is filled in, one after the other, once', async () => {
    const { at, tick, services, named, end, runs, told } = await scheduled({ policies: { missed: 'skip' } })
    at('2026-06-01T04:00:00Z')
    await tick()
    await end((await runs())[0]!.id, 'published')
    at('2026-06-16T00:00:00Z')
    await tick()
    const asked = { ...named, from: '2026-05-20', to: '2026-07-01' }
    const { runs: made, done } = await backfill(services, server, asked)
    // One is of before the schedule was made.
    expect(made.map(({ occurrence, kind, status }) => `${occurrence.planned} ${kind} ${status}`)).toEqual([
      '2026-05-25T06:00 backfill waiting',
      '2026-06-08T06:00 backfill waiting',
      '2026-06-15T06:00 backfill waiting',
    ])
    expect(done).toBe(1)
    expect(await backfill(services, server, asked)).toEqual({ runs: [], done: 4 })
    for (const { id } of made) {
      await tick()
      await end(id, 'published')
    }
    await tick()
    expect((await told()).filter((one) => one.includes('backfill'))).toEqual([
      '2026-05-25 backfill published by-hand',
      '2026-06-08 backfill published by-hand',
      '2026-06-15 backfill published by-hand',
    ])
    await expect(backfill(services, server, { ...asked, from: '2020-01-01' })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    })
  })

  test('in a team that is archived nothing is done, and that is recorded', async () => {
    const { at, tick, told, services, team } = await scheduled()
    const setStatus = (status: 'archived' | 'active') =>
      services.store.system((tx) => tx.updateTable('teams').set({ status }).where('id', '=', team).execute())
    await setStatus('archived')
    at('2026-06-01T04:00:00Z')
    await tick()
    await setStatus('active')
    at('2026-06-08T04:00:00Z')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled skipped team-archived', '2026-06-08 scheduled running'])
  })

  test('one that is removed is begun no more; what is under way ends, and its history stays', async () => {
    const { at, tick, told, services, named, team, runs, end, clock } = await scheduled()
    at('2026-06-01T04:00:00Z')
    await tick()
    clock.pass(60)
    await runNow(services, server, named)
    await removeSchedule(services, server, named)
    await expect(readSchedule(services, server, named)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    at('2026-06-08T04:00:00Z')
    await end((await runs()).find(({ status }) => status === 'running')!.id, 'published')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled published', '2026-06-01 manual cancelled removed'])
    expect((await listSchedules(services, server, { team, limit: 10 })).schedules).toEqual([])
    expect((await listRuns(services, server, { team, limit: 10 })).runs).toHaveLength(2)
    // Its name may be taken again.
    await createSchedule(services, server, {
      team,
      name: (await listRuns(services, server, { team, limit: 1 })).runs[0]!.name,
      recurrence: monday,
    })
  })

  test('a calendar has what was and what is to come, of all schedules, in order', async () => {
    const { at, tick, services, team, schedule, named } = await scheduled()
    const { id: monthly } = await createSchedule(services, server, {
      team,
      name: 'monthly',
      recurrence: { frequency: 'monthly', dayOfMonth: 31, timeOfDay: '00:30', timezone: 'America/New_York' },
    })
    at('2026-06-01T04:00:00Z')
    await tick()
    const entries = await readCalendar(services, server, { team, from: '2026-06-01', to: '2026-07-01' })
    expect(entries.map(({ occurrence, run, schedule }) => [occurrence.planned, run?.status ?? null, schedule])).toEqual(
      [
        ['2026-06-01T06:00', 'running', schedule],
        ['2026-06-08T06:00', null, schedule],
        ['2026-06-15T06:00', null, schedule],
        ['2026-06-22T06:00', null, schedule],
        ['2026-06-29T06:00', null, schedule],
        ['2026-06-30T00:30', null, monthly],
      ],
    )
    await pauseSchedule(services, server, named)
    expect(await readCalendar(services, server, { team, from: '2026-06-02', to: '2026-07-01' })).toMatchObject([
      { schedule: monthly, name: 'monthly', run: null },
    ])
    expect((await nextOfSchedule(services, server, { ...named, count: 2 })).occurrences).toMatchObject([
      { planned: '2026-06-08T06:00', note: null },
      { planned: '2026-06-15T06:00' },
    ])
    const wrong = readCalendar(services, server, { team, from: '2026-06-02', to: '2026-06-01' })
    await expect(wrong).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })
})
