import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { callAs, server } from '../../test/services.ts'
import { createHub } from '../events/hub.ts'
import { change } from '../services/change.ts'
import { pruneEvents } from '../services/events/prune-events.ts'
import { createKey } from '../services/keys/create-key.ts'
import { revokeKey } from '../services/keys/revoke-key.ts'
import { eventRoutes } from './events.ts'

describe.each(enginesAbove)('events over HTTP on %s', async (engine) => {
  const { app, ask, services, person, team: newTeam, clock } = await testApi(engine, 'events_http')
  const hub = createHub({ store: services.store, bell: services.bell, reportFailure: () => {}, pollMs: 50 })
  app.route('/api', eventRoutes({ ...services, hub }))

  const happen = (team: string, count = 1) =>
    change(services, server, team, async (_tx, note) => {
      for (let i = 0; i < count; i++)
        note.event({ type: i % 2 ? 'job.started' : 'job.created', subject: `job:${i}`, data: {} })
    })
  const open = (path: string, token: string, headers: Record<string, string> = {}) =>
    app.request(
      `http://localhost:4600/api${path}`,
      { headers: { authorization: `Bearer ${token}`, ...headers } },
      { incoming: { socket: { remoteAddress: '192.0.2.9' } } },
    )
  async function heard(answer: Response, count: number): Promise<number[]> {
    const reader = answer.body!.getReader()
    let text = ''
    const ids = () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
    while (ids().length < count) {
      const { done, value } = await reader.read()
      if (done) break
      text += new TextDecoder().decode(value)
    }
    await reader.cancel()
    return ids()
  }

  test('a member hears the team from the id on that it names, as server-sent events', async () => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'read' })
    await happen(team, 4)
    const answer = await open(`/events?team=${team}`, token, { 'last-event-id': '2' })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(await heard(answer, 2)).toEqual([3, 4])
    expect(await heard(await open(`/events?team=${team}&after=1`, token), 3)).toEqual([2, 3, 4])
    expect(await heard(await open(`/events?team=${team}&after=0&types=job.started`, token), 2)).toEqual([2, 4])
    expect(await heard(await open(`/events?team=${team}&after=0&subject=job:2`, token), 1)).toEqual([3])
  })

  test('whoever is no member hears nothing, not even whether there is such a team', async () => {
    const team = await newTeam()
    const { token } = await person({ [await newTeam()]: 'admin' })
    const [theirs, none] = [await open(`/events?team=${team}`, token), await open('/events?team=none', token)]
    const said = async (answer: Response) => ({
      ...JSON.parse(await answer.text()),
      requestId: '',
      status: answer.status,
    })
    expect(await said(theirs)).toEqual(await said(none))
    expect(theirs.status).toBe(404)
    expect((await open(`/events?team=${team}`, 'ptd_test_x')).status).toBe(401)
  })

  test.each(['last-event-id: x', 'last-event-id: -1', 'last-event-id: 1.5', 'types=job.exploded', 'after=1e99'])(
    'a request that names no position or type of ours is refused: %s',
    async (wrong) => {
      const team = await newTeam()
      const { token } = await person({ [team]: 'read' })
      const [name, value] = wrong.split(': ')
      const answer =
        value === undefined
          ? await open(`/events?team=${team}&${wrong}`, token)
          : await open(`/events?team=${team}`, token, { [name!]: value })
      expect([answer.status, JSON.parse(await answer.text()).errorCode]).toEqual([400, 'REQUEST_INVALID'])
    },
  )

  test('over real connections: as many readers as may be hear it, the others are told to wait, and who leaves makes room', async () => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'read' })
    const server = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/events?team=${team}`
    const leave = new AbortController()
    const connect = () => fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: leave.signal })
    const answers: Response[] = []
    while (answers.length < 220) answers.push(...(await Promise.all(Array.from({ length: 20 }, connect))))
    const open = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status === 429)
    expect([open.length, refused.length]).toEqual([200, 20])
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(Array(20).fill('5'))
    await happen(team, 3)
    const heardBy = await Promise.all(open.slice(10).map((answer) => heard(answer, 3)))
    expect(new Set(heardBy.map(String))).toEqual(new Set(['1,2,3']))
    leave.abort()
    await expect.poll(() => hub.openStreams()).toBe(0)
    server.close()
  })

  test('a key that is revoked hears no more', async () => {
    const team = await newTeam()
    const { id } = await person({ [team]: 'admin' })
    const admin = callAs({
      kind: 'user',
      id,
      email: '',
      name: '',
      isSystemAdmin: false,
      session: '',
      memberships: new Map([[team, 'admin']]),
    })
    const { key, text } = await createKey(services, admin, team, { name: 'ci', scopes: ['events.read'], days: 1 })
    const answer = await open('/events', text)
    const reader = answer.body!.getReader()
    await reader.read()
    await happen(team)
    // The first event told of the key.
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('id: 2\n')
    await revokeKey(services, admin, key.id)
    clock.pass(1)
    await happen(team)
    expect((await reader.read()).done).toBe(true)
  })

  test('a member who is taken out of the team hears no more', async () => {
    const team = await newTeam()
    const { id, token } = await person({ [team]: 'read' })
    const reader = (await open(`/events?team=${team}`, token)).body!.getReader()
    await reader.read()
    await services.store.system((tx) => tx.deleteFrom('memberships').where('user_id', '=', id).execute())
    await happen(team)
    expect((await reader.read()).done).toBe(true)
  })

  test('what happened is listed newest first, page by page', async () => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'read' })
    await happen(team, 5)
    const first = await ask('GET', `/teams/${team}/events?limit=3`, { token })
    expect(first.body.events.map(({ position }: { position: number }) => position)).toEqual([5, 4, 3])
    const second = await ask('GET', `/teams/${team}/events?limit=3&cursor=${first.body.next}`, { token })
    expect(second.body).toMatchObject({ events: [{ position: 2 }, { position: 1 }], next: null })
  })

  test('old events are taken away, and positions go on where they were', async () => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'read' })
    await happen(team, 3)
    clock.pass(100)
    const limit = clock.now()
    await happen(team, 1)
    await pruneEvents(services, limit)
    const { body } = await ask('GET', `/teams/${team}/events`, { token })
    expect(body.events.map(({ position }: { position: number }) => position)).toEqual([4])
  })
})
