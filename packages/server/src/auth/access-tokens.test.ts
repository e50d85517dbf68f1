import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { testAuth } from '../../test/services.ts'
import { engines } from '../../test/store.ts'

const claims = { user: 'user-1', session: 'session-1' }
const parts = (token: string) =>
  token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>)

describe.each(engines)('access tokens on %s', async (engine) => {
  const made = await testAuth(engine, 'tokens')
  const { auth, clock, instance, store } = made

  test('a token is EdDSA, names its key, its issuer and audience, and ends within 15 minutes', async () => {
    const { token, expiresAt } = await auth.accessTokens.mint(claims)
    const [header, payload] = parts(token)
    expect(header).toEqual({ alg: 'EdDSA', kid: expect.any(String), typ: 'at+jwt' })
    expect(payload).toEqual({
      iss: 'understudy',
      aud: 'understudy-api',
      sub: 'user-1',
      sid: 'session-1',
      iat: clock.ms / 1000,
      exp: expiresAt.getTime() / 1000,
    })
    expect(expiresAt.getTime() - clock.ms).toBeLessThanOrEqual(15 * 60_000)
    expect(await auth.accessTokens.verify(token)).toMatchObject(claims)
  })

  test('it is good until it ends and not a second longer, whether or not it was seen before', async () => {
    const { token, expiresAt } = await auth.accessTokens.mint(claims)
    const other = instance()
    clock.ms = expiresAt.getTime() - 1000
    expect(await auth.accessTokens.verify(token)).toMatchObject(claims)
    clock.ms = expiresAt.getTime() + 6000
    expect(await auth.accessTokens.verify(token)).toBeUndefined()
    expect(await other.auth.accessTokens.verify(token)).toBeUndefined()
  })

  test('another instance knows it, and signs with the same key', async () => {
    const other = instance()
    const { token } = await other.auth.accessTokens.mint(claims)
    expect(await auth.accessTokens.verify(token)).toMatchObject(claims)
    expect(parts(token)[0]?.kid).toBe((await auth.signingKeys.current()).id)
  })

  test('what anybody else could make is no token', async () => {
    const { id: kid, privateKey } = await auth.signingKeys.current()
    const now = Math.floor(clock.ms / 1000)
    const whole = { iss: 'understudy', aud: 'understudy-api', sub: 'u', sid: 's', iat: now, exp: now + 600 }
    const sign = (payload: object, header: object, key: Parameters<SignJWT['sign']>[0] = privateKey) =>
      new SignJWT({ ...payload }).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt', ...header }).sign(key)
    const foreign = await generateKeyPair('EdDSA')
    const es256 = await generateKeyPair('ES256')
    const good = await sign(whole, {})
    expect(await auth.accessTokens.verify(good)).toBeDefined()
    const [head, , signature] = good.split('.')
    const forged = Buffer.from(JSON.stringify({ ...whole, sub: 'admin' })).toString('base64url')
    const wrong: Record<string, string> = {
      'of another key': await sign(whole, {}, foreign.privateKey),
      'of an unknown kid': await sign(whole, { kid: 'none' }),
      'of no kid': await sign(whole, { kid: undefined }),
      'of another algorithm': await sign(whole, { alg: 'ES256' }, es256.privateKey),
      'signed with the public key as a secret': await sign(whole, { alg: 'HS256' }, Buffer.from(kid)),
      unsigned: new UnsecuredJWT(whole).encode(),
      'of another kind': await sign(whole, { typ: 'JWT' }),
      'of another issuer': await sign({ ...whole, iss: 'elsewhere' }, {}),
      'for another audience': await sign({ ...whole, aud: 'elsewhere' }, {}),
      'without an end': await sign({ ...whole, exp: undefined }, {}),
      'without a session': await sign({ ...whole, sid: undefined }, {}),
      'with an end that is too far': await sign({ ...whole, iat: now - 16 * 60, exp: now + 6000 }, {}),
      'of later': await sign({ ...whole, iat: now + 60 }, {}),
      changed: `${head}.${forged}.${signature}`,
      'cut off': good.slice(0, -10),
      'nothing at all': '',
      huge: 'a.'.repeat(100_000),
    }
    for (const [what, token] of Object.entries(wrong)) {
      expect(await auth.accessTokens.verify(token), what).toBeUndefined()
    }
  })

  test('after a rotation the next token is of another key, and the tokens of the old one are good until they end', async () => {
    const other = instance()
    const before = await other.auth.accessTokens.mint(claims)
    await auth.signingKeys.rotate()
    const after = await auth.accessTokens.mint(claims)
    expect(parts(after.token)[0]?.kid).not.toBe(parts(before.token)[0]?.kid)
    clock.pass(1)
    expect(await other.auth.accessTokens.verify(after.token)).toMatchObject(claims)
    expect(await instance().auth.accessTokens.verify(before.token)).toMatchObject(claims)
    clock.pass(60)
    const late = await other.auth.accessTokens.mint(claims)
    expect(parts(late.token)[0]?.kid).toBe(parts(after.token)[0]?.kid)
  })

  test('a key that was retired long ago vouches for nothing', async () => {
    const { id } = await auth.signingKeys.current()
    await auth.signingKeys.rotate()
    clock.pass(15 * 60)
    expect(await auth.signingKeys.publicKey(id)).toBeDefined()
    clock.pass(61)
    expect(await auth.signingKeys.publicKey(id)).toBeUndefined()
  })

  test('a key that is a month old is replaced, and two instances that do it at once end up with one', async () => {
    const old = await auth.signingKeys.current()
    clock.pass(31 * 24 * 3600)
    const [one, two] = await Promise.all([auth.signingKeys.current(), instance().auth.signingKeys.current()])
    expect(one.id).not.toBe(old.id)
    expect(two.id).toBe(one.id)
    const good = await store.readSystem((db) =>
      db.selectFrom('signing_keys').select('id').where('retired_at', 'is', null).execute(),
    )
    expect(good).toEqual([{ id: one.id }])
  })

  test('no private half stands in the store in the clear', async () => {
    const rows = await store.readSystem((db) => db.selectFrom('signing_keys').selectAll().execute())
    expect(rows.length).toBeGreaterThan(1)
    for (const row of rows) {
      expect(JSON.parse(row.public_jwk)).not.toHaveProperty('d')
      expect(Buffer.from(row.private_sealed).toString('latin1')).not.toMatch(/"d"|OKP/)
    }
  })
})
