import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** An OpenID provider of this process: what it says of whoever comes next is set by the test. */
export async function testIdentityProvider() {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const says: { claims: Record<string, unknown>; key: typeof privateKey; down: boolean } = {
    claims: {},
    key: privateKey,
    down: false,
  }
  const given = new Map<string, { nonce: string; challenge: string }>()
  let issuer = ''
  const answers: Record<string, (url: URL, body: URLSearchParams) => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
    }),
    '/jwks': () => ({ keys: [jwk] }),
    '/token': async (_url, body) => {
      const code = given.get(body.get('code') ?? '')
      given.delete(body.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(body.get('code_verifier') ?? '')
        .digest('base64url')
      if (code?.challenge !== challenge) return undefined
      const token = await new SignJWT({ nonce: code.nonce, ...says.claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience('understudy')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(says.key)
      return { access_token: randomUUID(), token_type: 'Bearer', id_token: token, expires_in: 300 }
    },
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    if (url.pathname === '/authorize') {
      response.writeHead(302, { location: signIn(url).href }).end()
      return
    }
    const answer = says.down ? undefined : await answers[url.pathname]?.(url, await formOf(request))
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? { error: 'invalid_grant' }))
  })
  function signIn(authorize: URL): URL {
    const asked = authorize.searchParams
    const code = randomUUID()
    given.set(code, { nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '' })
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('code', code)
    back.searchParams.set('state', asked.get('state') ?? '')
    return back
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    says,
    /** As a browser is sent back that it knows already. */
    signIn,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const piece of request) text += piece
  return new URLSearchParams(text)
}
