import { errors, jwtVerify, SignJWT } from 'jose'
import type { SigningKeys } from './signing-keys.ts'

/** Which user's session a token is of. That the session still stands is looked up each time, never read out of it. */
export interface AccessClaims {
  readonly user: string
  readonly session: string
}

export interface AccessTokens {
  mint(claims: AccessClaims): Promise<{ readonly token: string; readonly expiresAt: Date }>
  /** Undefined for what is not a token of ours that is good now. */
  verify(token: string): Promise<AccessClaims | undefined>
}

const accessTokenSeconds = 10 * 60
const mostSeconds = 15 * 60
const algorithm = 'EdDSA'
const issuer = 'understudy'
const audience = 'understudy-api'
const type = 'at+jwt'
/** Between the clocks of two instances. */
const clockTolerance = 5
/** Tokens whose signature was found good: a signature is looked at once, and not with each request. */
const remembered = 5_000
const longest = 2_000

export function createAccessTokens(keys: SigningKeys, now: () => Date): AccessTokens {
  const good = new Map<string, AccessClaims & { readonly until: number }>()
  return {
    async mint({ user, session }) {
      const { id, privateKey } = await keys.current()
      const issuedAt = Math.floor(now().getTime() / 1000)
      const expires = issuedAt + accessTokenSeconds
      const token = await new SignJWT({ sid: session })
        .setProtectedHeader({ alg: algorithm, kid: id, typ: type })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(user)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expires)
        .sign(privateKey)
      return { token, expiresAt: new Date(expires * 1000) }
    },
    async verify(token) {
      if (token.length > longest) return undefined
      const known = good.get(token)
      if (known) {
        if (now().getTime() < known.until) return known
        good.delete(token)
        return undefined
      }
      const claims = await claimsOf(token, keys, now())
      if (claims) {
        if (good.size >= remembered) good.clear()
        good.set(token, claims)
      }
      return claims
    },
  }
}

async function claimsOf(token: string, keys: SigningKeys, at: Date) {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await keys.publicKey(kid)
        if (!key) throw new errors.JWKSNoMatchingKey()
        return key
      },
      {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: type,
        clockTolerance,
        currentDate: at,
        maxTokenAge: mostSeconds,
      },
    )
    const { sub: user, sid: session, exp } = payload
    if (user === undefined || typeof session !== 'string' || exp === undefined) return undefined
    return { user, session, until: exp * 1000 }
  } catch (thrown) {
    // Every way in which a token can be wrong; a store that cannot be read is none.
    if (thrown instanceof errors.JOSEError) return undefined
    throw thrown
  }
}
