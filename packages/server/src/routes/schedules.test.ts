import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testServer } from '../../test/server.ts'

const recurrence = { frequency: 'weekly', dayOfWeek: 7, timeOfDay: '02:30', timezone: 'America/New_York' }

describe.each(enginesAbove)('schedules over HTTP on %s', async (engine) => {
  const { ask, person, team: newTeam, faults, key } = await testServer(engine, { name: 'schedule-routes' })
  const team = await newTeam('clocks')
  const { token } = await person({ [team]: 'write' })
  const as = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    ask(method, `/teams/clocks/schedules${path}`, { token, headers, ...(body ? { body } : {}) })

  test('a preview says what the clocks make of it, before there is a schedule', async () => {
    const { status, body } = await as('POST', '/preview', { recurrence, count: 2, after: '2026-03-02' })
    expect(status).toBe(200)
    expect(body).toEqual({
      recurrence,
      occurrences: [
        {
          at: '2026-03-08T07:30:00.000Z',
          local: '2026-03-08T03:30:00',
          timezone: 'America/New_York',
          offset: '-04:00',
          planned: '2026-03-08T02:30',
          change: 'gap',
          note: 'The clocks are put forward over 02:30 on this day: it is at 03:30.',
        },
        expect.objectContaining({ at: '2026-03-15T06:30:00.000Z', change: null, note: null }),
      ],
    })
    const twice = { recurrence: { ...recurrence, timeOfDay: '01:30' }, count: 1, after: '2026-10-31T00:00:00-04:00' }
    expect((await as('POST', '/preview', twice)).body.occurrences).toMatchObject([
      {
        at: '2026-11-01T05:30:00.000Z',
        change: 'overlap',
        note: 'The clocks are put back over 01:30 on this day, which comes twice: it is the first time.',
      },
    ])
  })

  test('a schedule is made, read, changed under its tag, and removed', async () => {
    const made = await as('POST', '', { name: 'weekly', recurrence, policies: { overlap: 'queueOne' } })
    expect(made.status).toBe(201)
    const { id } = made.body
    expect(made.body).toMatchObject({
      name: 'weekly',
      datasets: null,
      recurrence,
      configured: false,
      policies: { overlap: 'queueOne', missed: 'once', missedWithinHours: 24, graceMinutes: 15 },
      seed: null,
      together: true,
      status: 'active',
      next: { planned: '2026-01-04T02:30' },
    })
    const read = await as('GET', `/${id}`)
    expect(read.body).toEqual(made.body)
    const tag = { 'if-match': read.headers.get('etag')! }
    const changed = await as('PATCH', `/${id}`, { policies: { missed: 'all' }, seed: { seed: 'mine' } }, tag)
    expect(changed.body).toMatchObject({ policies: { overlap: 'queueOne', missed: 'all' }, seed: { seed: 'mine' } })
    const late = await as('PATCH', `/${id}`, { name: 'other' }, tag)
    expect(late).toMatchObject({ status: 412, body: { errorCode: 'PRECONDITION_FAILED' } })
    expect(late.headers.get('etag')).toBe((await as('GET', `/${id}`)).headers.get('etag'))
    expect((await as('GET', '')).body).toEqual({ schedules: [changed.body], next: null })

    expect((await as('GET', `/${id}/next?count=3`)).body.occurrences).toHaveLength(3)
    expect((await as('GET', '/calendar?from=2026-01-01&to=2026-02-01')).body.entries).toHaveLength(4)
    expect((await as('POST', `/${id}/pause`)).body).toMatchObject({ status: 'paused', next: null })
    const run = await as('POST', `/${id}/run`)
    expect(run).toMatchObject({ status: 202, body: { kind: 'manual', status: 'waiting', schedule: id } })
    expect((await as('GET', `/${id}/runs/${run.body.id}`)).body).toEqual(run.body)
    expect((await as('GET', `/${id}/runs?status=waiting`)).body).toEqual({ runs: [run.body], next: null })
    expect((await as('GET', '/runs?status=published')).body.runs).toEqual([])
    expect((await as('POST', `/${id}/resume`)).body).toMatchObject({ status: 'active' })
    const filled = await as('POST', `/${id}/backfill`, { from: '2025-12-20', to: '2025-12-25' })
    expect(filled.body).toMatchObject({ done: 0, runs: [{ kind: 'backfill' }] })
    const page = await as('GET', '/runs?limit=1')
    expect((await as('GET', `/runs?limit=1&cursor=${encodeURIComponent(page.body.next)}`)).body.runs).toHaveLength(1)
    expect((await as('DELETE', `/${id}`)).status).toBe(204)
    expect((await as('GET', `/${id}`)).status).toBe(404)
    expect((await as('GET', '/runs')).body.runs).toMatchObject([{ reason: 'removed' }, { reason: 'removed' }])
  })

  test.each([
    [{ timezone: 'Mars/Olympus' }, 'TIMEZONE_UNKNOWN'],
    [{ timezone: '+01:00' }, 'TIMEZONE_UNKNOWN'],
    [{ dayOfMonth: 31 }, 'RECURRENCE_INVALID'],
    [{ frequency: 'monthly', dayOfMonth: 1 }, 'RECURRENCE_INVALID'],
    [{ until: '2026-01-03' }, 'SCHEDULE_NEVER'],
    [{ frequency: 'daily' }, 'REQUEST_INVALID'],
    [{ timeOfDay: '24:00' }, 'REQUEST_INVALID'],
    [{ dayOfWeek: 0 }, 'REQUEST_INVALID'],
    [{ cron: '* * * * *' }, 'REQUEST_INVALID'],
  ])('a recurrence that cannot be is refused: %j', async (wrong, errorCode) => {
    const body = { name: 'wrong', recurrence: { ...recurrence, ...wrong } }
    const answer = await as('POST', '', body)
    expect([answer.status, answer.body.errorCode]).toEqual([400, errorCode])
    expect(answer.body.suggestedActions.length).toBeGreaterThan(0)
  })

  test('a key that may change schedules and not start jobs makes none, and pauses what there is', async () => {
    const { id } = (await as('POST', '', { name: 'paused by a key', recurrence })).body
    const scopes = ['schedules.read', 'schedules.write'] as const
    const narrow = await key(team, scopes)
    const ofKey = (method: string, path: string, body?: object) =>
      ask(method, `/teams/clocks/schedules${path}`, { token: narrow, ...(body ? { body } : {}) })
    expect((await ofKey('POST', '', { name: 'mine', recurrence })).status).toBe(403)
    expect((await ofKey('POST', `/${id}/run`)).status).toBe(403)
    expect((await ofKey('POST', `/${id}/pause`)).body).toMatchObject({ status: 'paused' })
    expect((await ofKey('POST', `/${id}/resume`)).status).toBe(403)
  })

  test('nothing of this was a fault of the server', () => expect(faults).toEqual([]))
})
