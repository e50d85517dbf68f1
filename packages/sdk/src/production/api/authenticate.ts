import { takeNonce } from '../registry/nonces.ts'
import { isSignatureOf } from '../sign.ts'
import { isTestId } from '../test-id.ts'
import { type Signed, wire } from '../wire.ts'
import type { Caller, House } from './house.ts'
import { readBody } from './read-body.ts'
import { Refused } from './refused.ts'
import type { Settings } from './settings.ts'

const { headers, tolerance } = wire

/** What the headers say, well-formed and not yet proven. */
interface Claims {
  readonly testId: string
  readonly keyId: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
  readonly idempotencyKey: string
  readonly shadow: string
}

export type Proven = Caller & { readonly keyId: string }

/** Who asks. Cheap checks come first, the body is read only for a key that exists, and a nonce is used up last. */
export async function authenticate(
  settings: Settings,
  house: () => Promise<House>,
  request: Request,
  requestId: string,
): Promise<Proven> {
  refuseOtherContent(request, settings)
  const claims = claimsOf(request, settings.prefix)
  const secret = settings.secrets.get(claims.keyId)
  if (!secret) throw unauthorized()
  const time = refuseOtherTimes(claims.timestamp, settings.clock())
  const body = await readBody(request, settings.limits.bytes)
  const { pathname, search } = new URL(request.url)
  const signed: Signed = { ...claims, method: request.method, path: pathname + search, body }
  if (!isSignatureOf(claims.signature, secret.key, signed)) throw unauthorized()
  const until = (time + 2 * tolerance) * 1000
  if (!(await takeNonce((await house()).db, claims.keyId, claims.nonce, until))) {
    throw new Refused(409, 'TEST_API_REPLAYED', { message: 'This request was sent before' })
  }
  return {
    requestId,
    testId: claims.testId,
    keyId: claims.keyId,
    owner: secret.owner,
    idempotencyKey: claims.idempotencyKey || `once:${claims.nonce}`,
    shadow: claims.shadow === 'true',
    body,
  }
}

function refuseOtherContent(request: Request, { limits }: Settings): void {
  const length = request.headers.get('Content-Length')
  if (length !== null && Number(length) > limits.bytes) {
    throw new Refused(413, 'TEST_API_LIMITED', { message: `The body is longer than ${limits.bytes} bytes` })
  }
  const type = request.headers.get('Content-Type') ?? ''
  if (!/^application\/json *(; *charset=utf-8 *)?$/i.test(type)) {
    throw new Refused(415, 'INPUT_MALFORMED', {
      message: 'The body is not said to be JSON',
      hint: 'Send Content-Type: application/json.',
    })
  }
}

function claimsOf(request: Request, prefix: string): Claims {
  const read = (name: string) => request.headers.get(name) ?? ''
  const testId = read(headers.testId)
  if (!isTestId(testId, prefix)) {
    throw new Refused(400, 'TEST_ID_INVALID', { message: `${headers.testId} is missing, or is no test id of this API` })
  }
  if (read(headers.mode) !== 'true') throw malformed(headers.mode)
  const shadow = read(headers.shadow)
  if (shadow !== '' && shadow !== 'true') throw malformed(headers.shadow)
  const idempotencyKey = read(headers.idempotency)
  if (idempotencyKey !== '' && !/^[\w.:-]{8,128}$/.test(idempotencyKey)) throw malformed(headers.idempotency)
  const [keyId, timestamp, nonce] = [read(headers.key), read(headers.timestamp), read(headers.nonce)]
  if (!/^[\w-]{16,64}$/.test(nonce) || !/^\d{1,12}$/.test(timestamp)) throw unauthorized()
  return { testId, keyId, timestamp, nonce, signature: read(headers.signature), idempotencyKey, shadow }
}

/** Answers the time that the request says, in seconds. */
function refuseOtherTimes(timestamp: string, now: number): number {
  const time = Number(timestamp)
  if (Math.abs(now / 1000 - time) <= tolerance) return time
  throw new Refused(401, 'TEST_API_UNAUTHORIZED', {
    message: `The time of the request is more than ${tolerance} seconds from this server's`,
    hint: 'Set the clocks of both sides.',
  })
}

/** The same for a key that does not exist and a signature that is wrong. */
function unauthorized(): Refused {
  return new Refused(401, 'TEST_API_UNAUTHORIZED', { message: 'The request is not signed by a key of this API' })
}

function malformed(header: string): Refused {
  return new Refused(400, 'INPUT_MALFORMED', {
    message: `The header ${header} is missing or malformed`,
    hint: 'Send the headers that docs/production.md lists.',
  })
}
