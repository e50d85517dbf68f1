import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { isLoopback } from '../config.ts'
import { RequestError } from '../errors/request-error.ts'

export interface OidcOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Whom the provider vouches for. */
export interface OidcIdentity {
  /** Of the provider and of the user there: never reused, unlike an address. */
  readonly subject: string
  /** Only where the provider says that it is theirs. */
  readonly email: string | undefined
}

/** Authorization code with PKCE, state and nonce. */
export interface Oidc {
  /** The machine that people are sent to, by which they know it. */
  readonly host: string
  /** Where the browser goes, and what it keeps meanwhile: nobody else can come back with this sign-in. */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly kept: string }>
  /** `callback` is the whole URL that the browser came back to. */
  finish(callback: URL, kept: string): Promise<OidcIdentity>
}

export function createOidc({ issuer, clientId, clientSecret }: OidcOptions): Oidc {
  const server = new URL(issuer)
  // TLS is what the provider's keys are trusted by; a provider on this machine needs none.
  const insecure = server.protocol === 'http:' && isLoopback(server.hostname)
  // The signature of an identity is looked at even where TLS says already who sent it.
  const execute = insecure ? [enableNonRepudiationChecks, allowInsecureRequests] : [enableNonRepudiationChecks]
  let found: Promise<Configuration> | undefined
  const configuration = async () => {
    found ??= discovery(server, clientId, clientSecret, undefined, { execute })
    try {
      return await found
    } catch (thrown) {
      found = undefined
      throw unavailable(thrown)
    }
  }
  return {
    host: server.host,
    async begin(redirectUri) {
      const config = await configuration()
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
      const url = buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { url, kept: [state, nonce, verifier].join('.') }
    },
    async finish(callback, kept) {
      const [expectedState, expectedNonce, pkceCodeVerifier] = kept.split('.')
      if (!expectedState || !expectedNonce || !pkceCodeVerifier) throw refused()
      const config = await configuration()
      try {
        const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true }
        const claims = (await authorizationCodeGrant(config, callback, checks)).claims()
        if (!claims) throw refused()
        const { iss, sub, email, email_verified: verified } = claims
        return { subject: `${iss} ${sub}`, email: verified === true && typeof email === 'string' ? email : undefined }
      } catch (thrown) {
        if (thrown instanceof RequestError) throw thrown
        if (isRefusal(thrown)) throw refused(thrown)
        throw unavailable(thrown)
      }
    },
  }
}

/** What the provider or the browser brought does not hold, as against a provider that does not answer. */
function isRefusal(thrown: unknown): boolean {
  if (thrown instanceof ResponseBodyError || thrown instanceof WWWAuthenticateChallengeError) return true
  // A callback with `error=…`, another state, or a token that does not check out.
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  return (thrown instanceof ClientError && code !== 'OAUTH_TIMEOUT') || code.startsWith('OAUTH_')
}

function refused(cause?: unknown): RequestError {
  return new RequestError('SIGN_IN_FAILED', {
    message: 'the identity provider did not vouch for this sign-in',
    hint: 'Begin to sign in again.',
    cause,
  })
}

function unavailable(cause: unknown): RequestError {
  return new RequestError('PROVIDER_UNREACHABLE', { message: 'the identity provider does not answer as one', cause })
}
