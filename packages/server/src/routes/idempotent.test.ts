import { describe, expect, test } from 'vitest'
import { above } from '../../test/above.ts'
import { testServer } from '../../test/server.ts'
import { engines } from '../../test/store.ts'
import { sweepRequests } from '../services/idempotency/sweep-requests.ts'

describe.each(engines)('what is sent again on %s', async (engine) => {
  const { testAbove } = above(engine)
  const server = await testServer(engine, { name: 'idempotent' })
  const { ask, services, clock } = server
  const team = await server.team('again')
  const writer = await server.person({ [team]: 'write' })
  const path = '/teams/again/datasets'

  const create = (name: string, key: string, { token = writer.token, at = path } = {}) =>
    ask('POST', at, { token, body: { name }, headers: { 'idempotency-key': key } })
  const names = async () => {
    const { datasets } = (await ask('GET', `${path}?limit=200`, writer)).body
    return datasets.map(({ name }: { name: string }) => name)
  }
  const kept = () => services.store.readSystem((db) => db.selectFrom('idempotency').selectAll().execute())

  testAbove('the same request under the same key is done once, and answered alike', async () => {
    const first = await create('once', 'key-1')
    const again = await create('once', 'key-1')
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body).toEqual(first.body)
    expect(first.headers.has('idempotency-replayed')).toBe(false)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    for (const header of ['content-type', 'cache-control', 'x-content-type-options']) {
      expect([header, again.headers.get(header)]).toEqual([header, first.headers.get(header)])
    }
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    expect((await create('once', 'key-2')).status).toBe(409)
    expect((await names()).filter((name: string) => name === 'once')).toHaveLength(1)
  })

  testAbove(
    'another request under a key that was used is refused, and another caller’s key is none of theirs',
    async () => {
      await create('mine', 'key-3')
      expect(await create('another', 'key-3')).toMatchObject({
        status: 422,
        body: { errorCode: 'IDEMPOTENCY_KEY_REUSED' },
      })
      expect((await create('mine', 'key-3', { at: `${path}?x=1` })).status).toBe(422)
      const colleague = await server.person({ [team]: 'write' })
      expect((await create('theirs', 'key-3', colleague)).status).toBe(201)
      expect(await names()).not.toContain('another')
    },
  )

  test('of twins that come at once one is done, and the other waits or is answered alike', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create('twins', 'key-4')))
    for (const { status, body, headers } of answers) {
      if (status === 201) continue
      expect([status, body.errorCode]).toEqual([409, 'IDEMPOTENCY_KEY_IN_USE'])
      expect(headers.get('retry-after')).toBe('1')
    }
    expect(
      answers.filter(({ headers, status }) => status === 201 && !headers.has('idempotency-replayed')),
    ).toHaveLength(1)
    expect((await create('twins', 'key-4')).headers.get('idempotency-replayed')).toBe('true')
  })

  testAbove('what was refused has done nothing, and its key is free', async () => {
    expect((await create('', 'key-5')).status).toBe(400)
    expect((await create('now right', 'key-5')).status).toBe(201)
    for (const key of ['', 'with space', 'x'.repeat(201), 'ü']) {
      const answer = await create('never', key)
      expect([key, answer.status]).toEqual([key, 400])
    }
  })

  testAbove('whoever has lost a right gets no answer that they once had', async () => {
    const leaving = await server.person({ [team]: 'admin' })
    const body = { team: 'again', name: 'CI', scopes: ['datasets.read'] }
    const headers = { 'idempotency-key': 'key-6' }
    const made = await ask('POST', '/keys', { token: leaving.token, body, headers })
    expect(made.body.text).toMatch(/^ptd_/)
    expect((await ask('POST', '/keys', { token: leaving.token, body, headers })).body.text).toBe(made.body.text)
    await services.store.system((tx) =>
      tx.updateTable('memberships').set({ role: 'read' }).where('user_id', '=', leaving.id).execute(),
    )
    expect((await ask('POST', '/keys', { token: leaving.token, body, headers })).status).toBe(422)
    expect(JSON.stringify(await kept())).not.toContain(made.body.text)
  })

  testAbove('an upload is done once too, and told from another by its bytes', async () => {
    await create('uploaded', 'key-7')
    const upload = (rows: string) =>
      server.app.request(`http://localhost/api${path}/uploaded/versions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${writer.token}`, 'idempotency-key': 'key-8' },
        body: new Blob([rows]).stream(),
        duplex: 'half',
      } as RequestInit)
    expect(await (await upload('{"id":1}\n')).json()).toMatchObject({ version: 1, rows: 1 })
    const again = await upload('{"id":1}\n')
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(await again.json()).toMatchObject({ version: 1 })
    expect((await upload('{"id":2}\n')).status).toBe(422)
    const { versions } = (await ask('GET', `${path}/uploaded/versions`, writer)).body
    expect(versions).toHaveLength(1)
  })

  testAbove('a lease that is asked for again is the same lease, and what is kept of it holds no row', async () => {
    const body = { holder: 'worker 1', rows: 1 }
    const lease = () =>
      ask('POST', `${path}/uploaded/lease`, { token: writer.token, body, headers: { 'idempotency-key': 'key-9' } })
    const first = await lease()
    expect(first.body.rows).toEqual([{ id: 1 }])
    const again = await lease()
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true'])
    const shown = await ask('GET', `/teams/again/leases/${first.body.id}`, writer)
    expect(shown.body).toEqual(first.body)
    await ask('DELETE', `/teams/again/leases/${first.body.id}`, writer)
    expect((await lease()).status).toBe(409)
  })

  testAbove('what fails inside leaves its key taken, for nobody knows what was done', async () => {
    const broken = await server.instance()
    const { bell } = broken.services
    Object.assign(bell, {
      ring: () => {
        throw new Error('after the commit')
      },
    })
    const send = () =>
      broken.ask('POST', path, {
        token: writer.token,
        body: { name: 'half done' },
        headers: { 'idempotency-key': 'key-10' },
      })
    expect((await send()).status).toBe(500)
    expect(server.faults.splice(0)).toHaveLength(1)
    expect((await send()).body.errorCode).toBe('IDEMPOTENCY_KEY_IN_USE')
    expect(await names()).toContain('half done')
  })

  testAbove('answers are kept for a day, and then forgotten', async () => {
    const by = { token: await server.key(team, ['datasets.read', 'datasets.write']) }
    await create('yesterday', 'key-11', by)
    clock.pass(24 * 3600 - 60)
    expect((await create('yesterday', 'key-11', by)).headers.get('idempotency-replayed')).toBe('true')
    await create('today', 'key-12', by)
    const { length } = await kept()
    clock.pass(61)
    expect((await create('yesterday', 'key-11', by)).body.errorCode).toBe('CONFLICT')
    expect(await sweepRequests(services)).toBe(length - 2)
    expect(await kept()).toHaveLength(1)
    expect(server.faults).toEqual([])
  })
})
