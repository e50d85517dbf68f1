import { generateKeyPair } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { testIdentityProvider } from '../../test/identity-provider.ts'
import { createOidc } from '../auth/oidc.ts'

describe.each(enginesAbove)('signing in through a provider on %s', async (engine) => {
  const provider = await testIdentityProvider()
  afterAll(() => provider.close())
  const oidc = createOidc({ issuer: provider.issuer, clientId: 'understudy', clientSecret: 'a secret' })
  const api = await testApi(engine, 'oidc', oidc)
  const { ask, person, link } = api

  const begin = async () => {
    const { status, headers } = await ask('GET', '/auth/oidc')
    expect(status).toBe(302)
    return { url: new URL(headers.get('location') ?? ''), cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }
  /** All the way, as a browser goes it. */
  const signIn = async (claims: Record<string, unknown>) => {
    Object.assign(provider.says, { claims })
    const { url, cookie } = await begin()
    return ask('GET', `/auth/oidc/callback${provider.signIn(url).search}`, { cookie })
  }
  const me = async (answer: { headers: Headers }) => {
    const access = answer.headers.getSetCookie().find((text) => text.startsWith('understudy_access'))
    return (await ask('GET', '/me', { cookie: access?.split(';')[0] })).body
  }

  test('a user is known by a verified address at the first time, and by the provider’s own id from then on', async () => {
    const { id } = await person({}, { email: 'ada@example.org' })
    const first = await signIn({ sub: 'ada-1', email: 'Ada@example.org', email_verified: true })
    expect([first.status, first.headers.get('location')]).toEqual([302, '/'])
    expect(await me(first)).toMatchObject({ id, email: 'ada@example.org' })
    expect(await me(await signIn({ sub: 'ada-1', email: 'married@example.org', email_verified: true }))).toMatchObject({
      id,
    })
    const other = await signIn({ sub: 'ada-2', email: 'ada@example.org', email_verified: true })
    expect(other).toMatchObject({ status: 401, body: { errorCode: 'SIGN_IN_FAILED' } })
  })

  test('an address that the provider did not verify, or that somebody has a password for, opens nothing', async () => {
    await person({}, { email: 'bob@example.org' })
    for (const email_verified of [false, 'true', undefined]) {
      expect((await signIn({ sub: 'bob', email: 'bob@example.org', email_verified })).status).toBe(401)
    }
    const { id } = await person({}, { email: 'eve@example.org' })
    const token = (await link(id, { kind: 'password' })).url.split('#/link/')[1]
    await ask('POST', '/auth/sessions', { body: { link: token, password: 'a long enough phrase' } })
    expect((await signIn({ sub: 'eve', email: 'eve@example.org', email_verified: true })).status).toBe(401)
    expect((await signIn({ sub: 'nobody', email: 'nobody@example.org', email_verified: true })).status).toBe(401)
  })

  test('whoever was disabled here is not let in by the provider', async () => {
    const { id } = await person({}, { email: 'gone@example.org' })
    const claims = { sub: 'gone', email: 'gone@example.org', email_verified: true }
    expect((await signIn(claims)).status).toBe(302)
    const boss = await person({}, { isSystemAdmin: true })
    await ask('PATCH', `/users/${id}`, { token: boss.token, body: { status: 'disabled' } })
    expect((await signIn(claims)).status).toBe(401)
  })

  test('a way back that this browser did not begin, or that was changed or used, leads nowhere', async () => {
    await person({}, { email: 'kim@example.org' })
    const claims = { sub: 'kim', email: 'kim@example.org', email_verified: true }
    Object.assign(provider.says, { claims })
    const [mine, theirs] = [await begin(), await begin()]
    const back = (cookie: string | undefined, search: string) => ask('GET', `/auth/oidc/callback${search}`, { cookie })
    const good = provider.signIn(mine.url)
    const changed = new URL(good)
    changed.searchParams.set('state', 'other')
    for (const [cookie, search] of [
      [undefined, good.search],
      [theirs.cookie, good.search],
      ['understudy_oidc=x', good.search],
      [mine.cookie, changed.search],
      [mine.cookie, '?error=access_denied&state=x'],
      [mine.cookie, ''],
    ] as const) {
      expect(await back(cookie, search)).toMatchObject({ status: 401, body: { errorCode: 'SIGN_IN_FAILED' } })
    }
    expect((await back(mine.cookie, good.search)).status).toBe(302)
    expect((await back(mine.cookie, good.search)).status).toBe(401)
  })

  test('a browser that comes back for nothing is sent to a page that says so, and nobody else', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    const headers = { accept }
    const refused = await ask('GET', '/auth/oidc/callback?error=access_denied&state=x', { headers })
    expect(refused.status).toBe(302)
    expect(refused.headers.get('location')).toMatch(/^\/#\/refused\/SIGN_IN_FAILED\/[0-9a-f-]{36}$/)
    expect(refused.headers.has('www-authenticate')).toBe(false)
    provider.says.down = true
    const gone = createOidc({ issuer: provider.issuer, clientId: 'understudy', clientSecret: 'a secret' })
    const away = api.instance(gone)
    expect((await away.ask('GET', '/auth/oidc', { headers })).headers.get('location')).toMatch(
      /^\/#\/refused\/PROVIDER_UNREACHABLE\//,
    )
    expect(await away.ask('GET', '/auth/oidc', { headers: { accept: 'application/json' } })).toMatchObject({
      status: 502,
      body: { errorCode: 'PROVIDER_UNREACHABLE' },
    })
    provider.says.down = false
  })

  test('a token of another key, of another nonce or for another is not believed', async () => {
    await person({}, { email: 'lee@example.org' })
    const claims = { sub: 'lee', email: 'lee@example.org', email_verified: true }
    const { privateKey } = await generateKeyPair('RS256')
    expect((await signIn({ ...claims, nonce: 'other' })).status).toBe(401)
    const own = provider.says.key
    provider.says.key = privateKey
    const forged = await signIn(claims)
    provider.says.key = own
    expect((await signIn(claims)).status).toBe(302)
    expect(forged.status).toBe(401)
  })

  test('a provider that does not answer is told as such, and is asked again the next time', async () => {
    const down = createOidc({ issuer: provider.issuer, clientId: 'understudy', clientSecret: 'a secret' })
    provider.says.down = true
    await expect(down.begin('http://localhost/')).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' })
    provider.says.down = false
    expect((await down.begin('http://localhost/')).url.origin).toBe(provider.issuer)
  })

  test('a server without a provider says that it has none', async () => {
    const without = api.instance()
    expect((await without.ask('GET', '/auth/oidc')).status).toBe(404)
    expect((await without.ask('GET', '/auth/oidc', { headers: { accept: 'text/html' } })).status).toBe(404)
    expect((await without.ask('GET', '/auth/ways')).body).toEqual({ provider: null })
    expect((await ask('GET', '/auth/ways')).body).toEqual({ provider: new URL(provider.issuer).host })
    expect(api.faults).toEqual([])
  })
})
