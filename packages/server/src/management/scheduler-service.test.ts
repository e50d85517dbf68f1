import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testServer } from '../../test/server.ts'
import { createClient } from '../client.ts'
import { startTicker } from '../scheduler/ticker.ts'
import { startQualityWatch } from '../services/quality/quality-watch.ts'
import { refreshingBy } from '../services/schedules/tick/refreshing-by.ts'
import { tickTeam } from '../services/schedules/tick/tick-team.ts'
import { createDataGeneratorService } from './data-generator-service.ts'
import { localAccess } from './local-access.ts'
import { remoteAccess } from './remote-access.ts'
import { createSchedulerService } from './scheduler-service.ts'

const people = { entities: [{ name: 'people', fields: [{ name: 'id', kind: 'sequence' }] }] }
const kinds = ['in this process', 'over HTTP'] as const
const daily = { frequency: 'weekly', dayOfWeek: 7, timeOfDay: '02:30', timezone: 'America/New_York' } as const

describe.each(enginesAbove)('refreshes of teams on %s', async (engine) => {
  const server = await testServer(engine, { name: 'scheduler' })
  const { services, person, faults, clock } = server
  await server.work()
  const reportFailure = (_team: string | undefined, thrown: unknown) => void faults.push(thrown)
  const watch = startQualityWatch({ services, bell: services.bell, reportFailure })
  afterAll(() => watch.close())
  const tickServices = { ...services, refreshing: refreshingBy(services), reportFailure, random: Math.random }
  const ticker = startTicker({
    teams: () => services.store.places(),
    tick: (team, signal) => tickTeam(tickServices, team, signal),
    clock: services.clock,
    onRing: services.bell.onRing,
    reportFailure,
    everyMs: 50,
  })
  afterAll(() => ticker.close())

  describe.each(kinds)('%s', async (kind) => {
    const slug = `by-${kind.replaceAll(' ', '-').toLowerCase()}`
    const own = await server.team(slug)
    const member = await person({ [own]: 'admin' })
    const fetch = async (request: Request) => {
      await nextTurn()
      return server.app.fetch(request)
    }
    const access =
      kind === 'over HTTP'
        ? remoteAccess(createClient('http://localhost:4600', { key: member.token, fetch }))
        : localAccess(services, {
            kind: 'user',
            id: member.id,
            email: '',
            name: '',
            session: '',
            isSystemAdmin: false,
            memberships: new Map([[own, 'admin'] as const]),
          })
    const scheduler = createSchedulerService(access)
    const generate = (dataset: string) =>
      createDataGeneratorService(access).generateData(people, { teamId: slug, dataset, rows: 5, seed: 1 })
    const published = async (dataset: string) => (await access.readDataset({ team: slug, dataset })).publishedVersion

    test('a schedule is made, done at once, changed, and has a history', { timeout: 60_000 }, async () => {
      await generate('users')
      const schedule = await scheduler.scheduleRefresh(slug, daily, { datasets: ['users'], seed: 'new' })
      expect(schedule).toMatchObject({ name: 'refresh', datasets: [{ name: 'users' }], status: 'active', seed: 'new' })
      expect(schedule.next).toMatchObject({ timezone: 'America/New_York', planned: '2026-01-04T02:30' })

      const outcome = await scheduler.executeRefresh({ teamId: slug, scheduleId: schedule.id })
      expect(outcome).toMatchObject({
        status: 'published',
        datasets: [{ name: 'users', state: 'published', before: 1, version: 2 }],
        errorCode: null,
      })
      expect(outcome.endTime).toBeInstanceOf(Date)
      expect(await published('users')).toBe(2)

      const byHand = await scheduler.executeRefresh({ teamId: slug, datasets: ['users'], seed: 'same' })
      expect(byHand).toMatchObject({ status: 'published', datasets: [{ version: 3 }] })

      const changed = await scheduler.updateRefreshSchedule(slug, { ...daily, timeOfDay: '06:00' })
      expect(changed).toMatchObject({ id: schedule.id, next: { planned: '2026-01-04T06:00' }, seed: 'new' })

      const history = await scheduler.getRefreshHistory(slug)
      expect(history).toMatchObject([
        { kind: 'by-hand', status: 'published', scheduleId: null, refreshId: byHand.refreshId },
        { kind: 'manual', status: 'published', scheduleId: schedule.id, timezone: 'America/New_York' },
      ])
      expect(await scheduler.getRefreshHistory(slug, { scheduleId: schedule.id, limit: 1 })).toHaveLength(1)
    })

    test('when it is due it is done by itself', { timeout: 60_000 }, async () => {
      await generate('due')
      const soon = new Date(clock.now().getTime() + 90_000)
      const timeOfDay = soon.toISOString().slice(11, 16)
      const dayOfWeek = soon.getUTCDay() === 0 ? 7 : soon.getUTCDay()
      const { id: scheduleId } = await scheduler.scheduleRefresh(
        slug,
        { frequency: 'weekly', dayOfWeek, timeOfDay, timezone: 'UTC' },
        { name: 'due', datasets: ['due'] },
      )
      clock.pass(90)
      await expect.poll(() => published('due'), { timeout: 30_000 }).toBe(2)
      await expect
        .poll(() => scheduler.getRefreshHistory(slug, { scheduleId }))
        .toMatchObject([{ kind: 'scheduled', status: 'published', scheduleId, reason: null }])
    })

    test('who is told of a schedule is said with it; what they are told of beside stays', async () => {
      const [ada, bob] = ['ada@example.org', 'bob@example.org']
      const told = async () =>
        (await access.notices({ team: slug })).map(({ address, tells }) => [
          address,
          tells.map(({ schedule, types }) => [schedule === null ? 'team' : 'schedule', ...types].join(' ')),
        ])
      await access.createNotice({ team: slug, address: ada, tells: [{ schedule: null, types: ['incident.opened'] }] })
      const settings = (emails: string[], on?: ['published']) => ({ ...daily, notificationSettings: { emails, on } })
      const { id } = await scheduler.scheduleRefresh(slug, settings([ada, bob]), { name: 'told' })
      const wrong = 'schedule refresh.refused refresh.failed run.failed run.skipped schedule.paused'
      expect(await told()).toEqual([
        [ada, ['team incident.opened', wrong]],
        [bob, [wrong]],
      ])
      await scheduler.updateRefreshSchedule(slug, settings([ada], ['published']), id)
      expect(await told()).toEqual([[ada, ['team incident.opened', 'schedule refresh.published']]])
      // All of it, or nothing.
      const nobody = scheduler.scheduleRefresh(slug, settings(['nobody']), { name: 'nobody' })
      await expect(nobody).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
      expect((await access.schedules({ team: slug })).map(({ name }) => name)).not.toContain('nobody')
    })

    test('what goes wrong has the same code in both ways', async () => {
      const wrong = (schedule: object, options?: object) =>
        scheduler.scheduleRefresh(slug, { ...daily, ...schedule }, { name: 'wrong', ...options })
      await expect(wrong({ timezone: 'Europe/Nowhere' })).rejects.toMatchObject({
        code: 'TIMEZONE_UNKNOWN',
        status: 400,
      })
      await expect(wrong({ dayOfMonth: 3 })).rejects.toMatchObject({ code: 'RECURRENCE_INVALID', status: 400 })
      await expect(wrong({ until: '2020-01-01' })).rejects.toMatchObject({ code: 'SCHEDULE_NEVER', status: 400 })
      await expect(wrong({ timeOfDay: '25:00' })).rejects.toMatchObject({ code: 'REQUEST_INVALID', status: 400 })
      await expect(wrong({}, { datasets: ['none'] })).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 })
      await expect(wrong({}, { name: 'refresh' })).rejects.toMatchObject({ code: 'CONFLICT', status: 409 })
      // There are several of them.
      await expect(scheduler.updateRefreshSchedule(slug, daily)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
      await expect(scheduler.executeRefresh({ teamId: slug, datasets: ['none'] })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
    })
  })

  test('nothing of this was a fault of the server', () => expect(faults).toEqual([]))
})
