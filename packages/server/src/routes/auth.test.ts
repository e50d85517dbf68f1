import { describe, expect, test } from 'vitest'
import { above } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { engines } from '../../test/store.ts'
import { firstSignIn } from '../services/auth/first-sign-in.ts'

const password = 'a long enough phrase'
const tokenOf = (link: { url: string }) => link.url.split('#/link/')[1] ?? ''
const site = { 'sec-fetch-site': 'same-origin' }

describe.each(engines)('signing in on %s', async (engine) => {
  const { testAbove } = above(engine)
  const api = await testApi(engine, 'sign_in')
  const { ask, services, clock, link, person } = api

  /** Somebody with a password, and the answer to signing in with it. */
  async function withPassword(email: string) {
    const { id } = await person({}, { email })
    const taken = await ask('POST', '/auth/sessions', {
      body: { link: tokenOf(await link(id, { kind: 'password' })), password, tokens: 'body' },
    })
    expect(taken.status).toBe(201)
    return { id, ...taken.body }
  }
  const signIn = (email: string, more: object = {}, ip = '192.0.2.1') =>
    ask('POST', '/auth/sessions', { body: { email, password, tokens: 'body', ...more }, ip })

  testAbove(
    'the first start makes a link that signs in once, and there is no password that anybody could know',
    async () => {
      const made = await firstSignIn(services)
      expect(made?.url).toMatch(/^http:\/\/localhost:4600\/#\/link\/[\w-]{43}$/)
      const body = { link: tokenOf(made!), tokens: 'body' }
      expect((await ask('POST', '/auth/link', { body: { link: body.link } })).body).toMatchObject({ kind: 'sign-in' })
      const first = await ask('POST', '/auth/sessions', { body })
      expect(first.status).toBe(201)
      const me = await ask('GET', '/me', { token: first.body.accessToken })
      expect(me.body).toMatchObject({ kind: 'user', isSystemAdmin: true })
      expect(await ask('POST', '/auth/sessions', { body })).toMatchObject({
        status: 401,
        body: { errorCode: 'LINK_USELESS' },
      })
      for (const guess of ['', 'admin', 'password', 'understudy']) {
        expect((await signIn(me.body.email, { password: guess || 'x' }, '192.0.2.77')).status).toBe(401)
      }
      const users = await services.store.readSystem((db) => db.selectFrom('users').select('password_hash').execute())
      expect(users).toEqual([{ password_hash: null }])
    },
  )

  testAbove('a start makes a new link, and the one before is void, until an administrator has a password', async () => {
    const [old, made] = [await firstSignIn(services), await firstSignIn(services)]
    expect((await ask('POST', '/auth/sessions', { body: { link: tokenOf(old!) } })).status).toBe(401)
    const body = { link: tokenOf(made!), password, name: 'Grace' }
    expect((await ask('POST', '/auth/sessions', { body })).status).toBe(201)
    expect(await firstSignIn(services)).toBeUndefined()
  })

  testAbove('a link is good for a while', async () => {
    const { id } = await person()
    const made = await link(id, { kind: 'password' })
    clock.ms = made.expiresAt.getTime()
    const answer = await ask('POST', '/auth/sessions', { body: { link: tokenOf(made), password } })
    expect(answer.body.errorCode).toBe('LINK_USELESS')
  })

  test('of many that take a link at once, one gets in', async () => {
    const { id } = await person()
    const body = { link: tokenOf(await link(id, { kind: 'sign-in' })) }
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => ask('POST', '/auth/sessions', { body })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401, 401])
  })

  testAbove('who was wrong, who has no password and who is nobody are answered alike', async () => {
    await withPassword('ada@example.org')
    await person({}, { email: 'nopass@example.org' })
    const answers = [
      await signIn('ada@example.org', { password: 'a long wrong phrase' }, '192.0.2.10'),
      await signIn('nopass@example.org', {}, '192.0.2.10'),
      await signIn('none@example.org', {}, '192.0.2.10'),
    ]
    const [first] = answers
    expect(first).toMatchObject({ status: 401, body: { errorCode: 'SIGN_IN_FAILED' } })
    for (const { status, body } of answers) {
      expect({ status, message: body.message }).toEqual({ status: 401, message: first?.body.message })
    }
    expect((await signIn('Ada@Example.org', {}, '192.0.2.11')).status).toBe(201)
  })

  testAbove('whoever guesses waits, and says to the right one too that it waits', async () => {
    await withPassword('guessed@example.org')
    for (let i = 0; i < 5; i++) await signIn('guessed@example.org', { password: `guess ${i}` }, '192.0.2.20')
    const refused = await signIn('guessed@example.org', {}, '192.0.2.20')
    expect(refused).toMatchObject({ status: 429, body: { errorCode: 'RATE_LIMITED' } })
    expect(refused.headers.get('retry-after')).toBe('60')
    expect((await signIn('guessed@example.org', {}, '192.0.2.21')).status).toBe(201)
    clock.pass(60)
    expect((await signIn('guessed@example.org', {}, '192.0.2.20')).status).toBe(201)
  })

  testAbove(
    'a page gets its tokens in cookies that no script and no other site can use, and not in the answer',
    async () => {
      await withPassword('page@example.org')
      const answer = await ask('POST', '/auth/sessions', {
        body: { email: 'page@example.org', password },
        headers: site,
      })
      expect(answer.status).toBe(201)
      expect(answer.body).not.toHaveProperty('accessToken')
      expect(answer.body).not.toHaveProperty('refreshToken')
      const cookies = answer.headers.getSetCookie()
      expect(cookies).toHaveLength(2)
      for (const cookie of cookies) expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/)
      expect(cookies[1]).toMatch(/^understudy_refresh=.*; Path=\/api\/auth\/sessions\/current;/)
      const cookie = cookies.map((text) => text.split(';')[0]).join('; ')
      expect((await ask('GET', '/me', { cookie })).body).toMatchObject({ email: 'page@example.org' })

      const change = { cookie, body: { name: 'Mallory' } }
      for (const headers of [
        {},
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.example' },
      ]) {
        expect(await ask('PATCH', '/me', { ...change, headers })).toMatchObject({
          status: 403,
          body: { errorCode: 'CROSS_SITE' },
        })
      }
      expect((await ask('GET', '/me', { cookie })).body.name).toBe('Ada')
      expect((await ask('PATCH', '/me', { cookie, body: { name: 'Ada B' }, headers: site })).status).toBe(204)
      const origin = { origin: 'http://localhost:4600' }
      expect((await ask('PATCH', '/me', { cookie, body: { name: 'Ada C' }, headers: origin })).status).toBe(204)

      const next = await ask('POST', '/auth/sessions/current/refresh', { cookie, headers: site })
      expect(next.status).toBe(200)
      const renewed = next.headers.getSetCookie().map((text) => text.split(';')[0])
      expect(renewed[1]).not.toBe(cookies[1]?.split(';')[0])
      const out = await ask('DELETE', '/auth/sessions/current', { cookie: renewed.join('; '), headers: site })
      expect([out.status, ...out.headers.getSetCookie().map((text) => /Max-Age=0/.test(text))]).toEqual([
        204,
        true,
        true,
      ])
      expect((await ask('GET', '/me', { cookie: renewed.join('; ') })).status).toBe(401)
    },
  )

  testAbove('a site that signs its visitor in as somebody else is refused', async () => {
    const body = { email: 'page@example.org', password }
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await ask('POST', '/auth/sessions', { body, headers })).body.errorCode).toBe('CROSS_SITE')
  })

  testAbove('refresh tokens are exchanged, and the session goes on with the new ones', async () => {
    const { refreshToken } = await withPassword('refresh@example.org')
    let token = refreshToken
    for (let i = 0; i < 3; i++) {
      clock.pass(3600)
      const next = await ask('POST', '/auth/sessions/current/refresh', { body: { refreshToken: token } })
      expect(next.status).toBe(200)
      expect(next.body.refreshToken).not.toBe(token)
      token = next.body.refreshToken
      expect((await ask('GET', '/me', { token: next.body.accessToken })).status).toBe(200)
    }
  })

  test.each([1, 3])(
    'a refresh token that is shown again, %i exchanges later, ends the session for everybody',
    async (later) => {
      const { refreshToken, accessToken, session } = await withPassword(`reuse${later}@example.org`)
      let [token, access] = [refreshToken, accessToken]
      for (let i = 0; i < later; i++) {
        const next = await ask('POST', '/auth/sessions/current/refresh', { body: { refreshToken: token } })
        token = next.body.refreshToken
        access = next.body.accessToken
      }
      expect((await ask('GET', '/me', { token: access })).status).toBe(200)
      clock.pass(later === 1 ? 10 : 0)
      const reused = await ask('POST', '/auth/sessions/current/refresh', { body: { refreshToken } })
      expect(reused).toMatchObject({ status: 401, body: { errorCode: 'SESSION_ENDED' } })
      expect((await ask('GET', '/me', { token: access })).status).toBe(401)
      expect((await ask('POST', '/auth/sessions/current/refresh', { body: { refreshToken: token } })).status).toBe(401)
      const told = await services.store.readSystem((db) =>
        db.selectFrom('system_audit').select('action').where('subject', '=', `session:${session}`).execute(),
      )
      expect(told.map(({ action }) => action)).toEqual(['session.start', 'session.reused'])
    },
  )

  test('an answer that got lost is given once more, the same, for ten seconds and until the next exchange', async () => {
    const { refreshToken } = await withPassword('lost@example.org')
    const exchange = (token: string) => ask('POST', '/auth/sessions/current/refresh', { body: { refreshToken: token } })
    const [first, second] = await Promise.all([exchange(refreshToken), exchange(refreshToken)])
    clock.pass(9.9)
    const third = await exchange(refreshToken)
    for (const { status, body } of [first, second, third]) {
      expect([status, body.refreshToken]).toEqual([200, first.body.refreshToken])
    }
    expect((await exchange(first.body.refreshToken)).status).toBe(200)
    expect((await exchange(refreshToken)).status).toBe(401)
  })

  testAbove('a made-up refresh token ends nobody’s session', async () => {
    const { refreshToken, accessToken } = await withPassword('madeup@example.org')
    const [session, secret, mac] = refreshToken.split('.')
    for (const text of [
      `${session}.x.${mac}`,
      `${session}.${secret}.${mac.slice(1)}`,
      `${session}.${secret}`,
      'x',
      '..',
    ]) {
      expect((await ask('POST', '/auth/sessions/current/refresh', { body: { refreshToken: text } })).status).toBe(401)
    }
    expect((await ask('GET', '/me', { token: accessToken })).status).toBe(200)
  })

  testAbove('a session that nobody used for a week has ended', async () => {
    const { refreshToken } = await withPassword('idle@example.org')
    clock.pass(7 * 24 * 3600)
    expect((await ask('POST', '/auth/sessions/current/refresh', { body: { refreshToken } })).status).toBe(401)
  })

  testAbove('a session that is ended is gone with the next request, on another instance too', async () => {
    const { accessToken: token, email } = { ...(await withPassword('out@example.org')), email: 'out@example.org' }
    const elsewhere = (await signIn(email, {}, '192.0.2.30')).body.accessToken
    const other = api.instance()
    expect((await other.ask('GET', '/me', { token: elsewhere })).status).toBe(200)
    const { sessions } = (await ask('GET', '/auth/sessions', { token })).body
    expect(sessions.map(({ current }: { current: boolean }) => current).sort()).toEqual([false, true])
    const { id } = sessions.find(({ current }: { current: boolean }) => !current)
    expect((await ask('DELETE', `/auth/sessions/${id}`, { token })).status).toBe(204)
    expect((await other.ask('GET', '/me', { token: elsewhere })).status).toBe(401)
    expect((await other.ask('GET', '/me', { token })).status).toBe(200)
  })

  testAbove('nobody ends another’s session', async () => {
    const [one, two] = [await person(), await person()]
    expect((await ask('DELETE', `/auth/sessions/${two.session}`, { token: one.token })).status).toBe(404)
    expect((await ask('GET', '/me', { token: two.token })).status).toBe(200)
  })

  testAbove('a new password ends every other session, and asks for the old one', async () => {
    const { accessToken: token } = await withPassword('change@example.org')
    const other = (await signIn('change@example.org', {}, '192.0.2.40')).body.accessToken
    const next = 'another long phrase'
    const wrong = await ask('PATCH', '/me', { token, body: { password: { current: 'not that one', next } } })
    expect(wrong).toMatchObject({ status: 401, body: { errorCode: 'SIGN_IN_FAILED' } })
    expect((await ask('PATCH', '/me', { token, body: { password: { next } } })).status).toBe(401)
    const weak = await ask('PATCH', '/me', { token, body: { password: { current: password, next: 'short' } } })
    expect(weak.body.errorCode).toBe('PASSWORD_WEAK')
    expect((await ask('PATCH', '/me', { token, body: { password: { current: password, next } } })).status).toBe(204)
    expect((await ask('GET', '/me', { token: other })).status).toBe(401)
    expect((await ask('GET', '/me', { token })).status).toBe(200)
    expect((await signIn('change@example.org', {}, '192.0.2.41')).status).toBe(401)
    expect((await signIn('change@example.org', { password: next }, '192.0.2.42')).status).toBe(201)
  })

  testAbove('what is no credential is refused, and does not count as being nobody', async () => {
    for (const token of ['', 'x', 'ptd_main_x', 'a.b.c', `ptd_${'0'.repeat(90)}`]) {
      expect((await ask('POST', '/auth/link', { token, body: { link: 'x' } })).body.errorCode).toBe('UNAUTHENTICATED')
    }
    const answer = await ask('GET', '/me')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  testAbove('no password, link or token stands in the store, in the clear', async () => {
    const rows = await services.store.readSystem(async (db) => [
      await db.selectFrom('users').selectAll().execute(),
      await db.selectFrom('sessions').selectAll().execute(),
      await db.selectFrom('links').selectAll().execute(),
      await db.selectFrom('system_audit').selectAll().execute(),
    ])
    const { id } = await person()
    const fresh = tokenOf(await link(id, { kind: 'sign-in' }))
    const links = await services.store.readSystem((db) => db.selectFrom('links').selectAll().execute())
    const text = JSON.stringify([rows, links])
    expect(text).toContain(id)
    for (const secret of [password, fresh, 'a long wrong phrase', 'another long phrase'])
      expect(text).not.toContain(secret)
  })

  test('nothing of this was a fault of the server', () => {
    expect(api.faults).toEqual([])
  })
})
