import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { apiKeyText, newKeySecret, parseApiKey } from '../auth/api-key-text.ts'

describe.each(enginesAbove)('API keys on %s', async (engine) => {
  const api = await testApi(engine, 'keys')
  const { ask, clock, services } = api
  const team = await api.team()
  const admin = await api.person({ [team]: 'admin' })
  const make = async (more: object = {}) => {
    const body = { team, name: 'CI', scopes: ['team.read', 'members.read'], days: 30, ...more }
    return ask('POST', '/keys', { token: admin.token, body })
  }
  const members = `/teams/${team}/members`

  test('a key is shown once, opens what its scopes name in its team, and nothing else', async () => {
    const { status, body } = await make()
    expect(status).toBe(201)
    expect(body.text).toMatch(/^ptd_main_[0-9a-f]{32}_[0-9A-Za-z]{49}$/)
    expect(body.key).toMatchObject({ team, name: 'CI', createdBy: `user:${admin.id}`, usedAt: null })
    expect(body.key.scopes).toEqual(['team.read', 'members.read'])
    const token = body.text
    expect((await ask('GET', members, { token })).status).toBe(200)
    expect((await ask('GET', '/me', { token })).body).toMatchObject({ kind: 'key', name: 'CI', team: { id: team } })
    expect((await ask('GET', '/keys?team='.concat(team), { token })).body.errorCode).toBe('FORBIDDEN')
    const other = await api.team()
    expect((await ask('GET', `/teams/${other}/members`, { token })).body.errorCode).toBe('NOT_FOUND')
    expect((await ask('GET', '/users', { token })).body.errorCode).toBe('FORBIDDEN')
    expect((await ask('PATCH', '/me', { token, body: { name: 'x' } })).body.errorCode).toBe('FORBIDDEN')
    const listed = await ask('GET', `/keys?team=${team}`, { token: admin.token })
    expect(JSON.stringify(listed.body)).not.toContain(token.slice(-49, -6))
  })

  test('a key has an end, which is never left out, and opens nothing after it', async () => {
    const { body } = await make({ days: 1 })
    const left = await ask('POST', '/keys', { token: admin.token, body: { team, name: 'x', scopes: ['team.read'] } })
    expect(Date.parse(left.body.key.expiresAt) - clock.ms).toBe(90 * 24 * 3_600_000)
    for (const days of [0, 367, 1.5, null]) expect((await make({ days })).status).toBe(400)
    clock.ms = Date.parse(body.key.expiresAt) - 1000
    expect((await ask('GET', members, { token: body.text })).status).toBe(200)
    clock.pass(1)
    expect(await ask('GET', members, { token: body.text })).toMatchObject({
      status: 401,
      body: { message: expect.stringContaining('expired') },
    })
    // Its sessions are of the day before.
    Object.assign(admin, await api.person({ [team]: 'admin' }))
  })

  test('a revoked key opens nothing from the next request on, on another instance too', async () => {
    const { body } = await make()
    const other = api.instance()
    expect((await other.ask('GET', members, { token: body.text })).status).toBe(200)
    expect((await ask('DELETE', `/keys/${body.key.id}`, { token: admin.token })).status).toBe(204)
    for (const { ask: at } of [other, api]) {
      expect(await at('GET', members, { token: body.text })).toMatchObject({
        status: 401,
        body: { errorCode: 'UNAUTHENTICATED', message: expect.stringContaining('revoked') },
      })
    }
    expect((await ask('DELETE', `/keys/${body.key.id}`, { token: admin.token })).status).toBe(409)
  })

  test('a rotated key lives beside the next one until the overlap ends', async () => {
    const { body } = await make()
    const next = await ask('POST', `/keys/${body.key.id}/rotate`, { token: admin.token, body: { overlapHours: 0.1 } })
    expect(next.body.key).toMatchObject({ team, name: 'CI', scopes: body.key.scopes })
    const [old, fresh] = [body.text, next.body.text]
    for (const token of [old, fresh]) expect((await ask('GET', members, { token })).status).toBe(200)
    clock.pass(360)
    expect((await ask('GET', members, { token: old })).status).toBe(401)
    expect((await ask('GET', members, { token: fresh })).status).toBe(200)
    expect((await ask('POST', `/keys/${body.key.id}/rotate`, { token: admin.token, body: {} })).status).toBe(409)
  })

  test('when it was used last is known to the minute, and not written with each request', async () => {
    const { body } = await make()
    const used = async () => {
      const { keys } = (await ask('GET', `/keys?team=${team}`, { token: admin.token })).body
      return keys.find(({ id }: { id: string }) => id === body.key.id).usedAt
    }
    await ask('GET', members, { token: body.text })
    const first = clock.now().toISOString()
    expect(await used()).toBe(first)
    clock.pass(59)
    await ask('GET', members, { token: body.text })
    expect(await used()).toBe(first)
    clock.pass(1)
    await ask('GET', members, { token: body.text })
    expect(await used()).toBe(clock.now().toISOString())
  })

  test('a key that differs in anything opens nothing', async () => {
    const { text, key } = (await make()).body
    const { text: other } = (await make()).body
    const parts = parseApiKey(text)!
    const [, environment, id, rest] = text.split('_')
    for (const token of [
      text.slice(0, -1),
      `${text}0`,
      [`ptd_${environment}`, id, other.split('_')[3]].join('_'),
      ['ptd', 'test', id, rest].join('_'),
      // Well made, all of them, as whoever read our source could.
      apiKeyText({ ...parts, secret: newKeySecret() }),
      apiKeyText({ ...parts, secret: parseApiKey(other)!.secret }),
      apiKeyText({ ...parts, environment: 'test' }),
      apiKeyText({ ...parts, id: admin.id }),
    ]) {
      expect((await ask('GET', members, { token })).status).toBe(401)
    }
    expect(parts.id).toBe(key.id)
    expect((await ask('GET', members, { token: apiKeyText(parts) })).status).toBe(200)
  })

  test('nobody gives a key what they may not do, and no key makes keys', async () => {
    for (const scope of ['keys.change', 'members.change', 'users.read', 'team.erase', 'all', '*']) {
      expect((await make({ scopes: [scope] })).body.errorCode).toBe('REQUEST_INVALID')
    }
    expect((await make({ scopes: [] })).status).toBe(400)
    const key = (await make({ scopes: ['keys.read'] })).body
    const body = { team, name: 'x', scopes: ['team.read'], days: 1 }
    for (const [method, path] of [
      ['POST', '/keys'],
      ['POST', `/keys/${key.key.id}/rotate`],
      ['DELETE', `/keys/${key.key.id}`],
    ] as const) {
      const asked = method === 'DELETE' ? {} : { body: path === '/keys' ? body : {} }
      expect((await ask(method, path, { token: key.text, ...asked })).body.errorCode).toBe('FORBIDDEN')
    }
  })

  test('another team’s key is not there', async () => {
    const { id } = (await make()).body.key
    const stranger = await api.person({ [await api.team()]: 'admin' })
    const boss = await api.person({}, { isSystemAdmin: true })
    for (const { token } of [stranger, boss]) {
      for (const at of [id, '0197b2c4-1d2e-7abc-8def-0123456789ab', 'x']) {
        expect((await ask('DELETE', `/keys/${at}`, { token })).body).toMatchObject({
          errorCode: 'NOT_FOUND',
          message: 'there is no such key',
        })
      }
    }
  })

  test('a caller who asks too often is told when to go on, and others are not', async () => {
    const key = (await make()).body.text
    const { callers } = services.auth
    const { id } = (await ask('GET', '/me', { token: key })).body
    for (let refused = false; !refused; ) {
      try {
        callers.take(`key:${id}`)
      } catch {
        refused = true
      }
    }
    const answer = await ask('GET', '/me', { token: key })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await ask('GET', '/me', { token: admin.token })).status).toBe(200)
    clock.pass(1)
    expect((await ask('GET', '/me', { token: key })).status).toBe(200)
  })

  test('a network that asks too often is refused before anybody looks who it is', async () => {
    const { networks } = services.auth
    expect(() => {
      for (let i = 0; i < 1e6; i++) networks.take('203.0.113.5')
    }).toThrow('too many')
    const key = (await make()).body.text
    expect((await ask('GET', '/me', { token: key, ip: '203.0.113.5' })).status).toBe(429)
    expect((await ask('GET', '/me', { token: key, ip: '203.0.113.6' })).status).toBe(200)
  })

  test('no secret of a key stands in the store or its trail', async () => {
    const { text, key } = (await make({ name: 'canary' })).body
    await ask('DELETE', `/keys/${key.id}`, { token: admin.token })
    const rows = await services.store.readSystem(async (db) => [
      await db.selectFrom('api_keys').selectAll().execute(),
      await db.selectFrom('system_audit').selectAll().execute(),
    ])
    const said = JSON.stringify(rows)
    expect(said).toContain('key.revoke')
    expect(said).not.toContain(text)
    expect(said).not.toContain(text.slice(-49, -6))
    expect(api.faults).toEqual([])
  })
})
