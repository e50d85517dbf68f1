import { setTimeout as pause } from 'node:timers/promises'
import { UnderstudyError } from '@understudy/sdk'
import { codeOf } from '../../errors/code-of.ts'
import { RequestError } from '../../errors/request-error.ts'
import { SilentPeer } from '../../events/outgoing/exchange.ts'
import { S3Failure } from '../../s3/s3-failure.ts'
import type { Patience } from './connector-services.ts'

/** What may go well when it is asked again, in words for the one whose connector it is. */
export class Passing extends Error {
  override readonly name = 'Passing'
  /** As the other side asked for. */
  readonly waitMs: number | undefined

  constructor(message: string, { cause, waitMs }: { readonly cause?: unknown; readonly waitMs?: number } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.waitMs = waitMs
  }
}

/** What was being read is another one by now, or cannot be gone on with: it begins anew, or not at all. */
export class BeginAnew extends Error {
  override readonly name = 'BeginAnew'
}

/** Of TLS: another try would be refused by the same certificate. */
const certificates =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO|ERR_SSL_)/

/** What was thrown by what reaches outside, as Passing, or as what the connector's owner is told. */
export function connectorFailure(thrown: unknown): unknown {
  if (thrown instanceof Passing || thrown instanceof BeginAnew || thrown instanceof RequestError) return thrown
  if (thrown instanceof S3Failure) return ofStore(thrown)
  if (thrown instanceof UnderstudyError) return ofDatabase(thrown)
  if (thrown instanceof SilentPeer) return new Passing('nothing was heard for too long', { cause: thrown })
  const code = codeOf(thrown)
  if (code === undefined || !(thrown instanceof Error)) return thrown
  if (certificates.test(code)) return unproven(code, thrown)
  if ('syscall' in thrown || /^(E[A-Z]+|HPE_\w+|UND_\w+|ECONNRESET)$/.test(code)) {
    return new Passing(`it cannot be reached (${code})`, { cause: thrown })
  }
  return thrown
}

function ofStore(failure: S3Failure): unknown {
  const { code, isDenied, isPassing, status } = failure
  const said = code ?? String(status)
  if (isPassing || code === 'Incomplete') return new Passing(`the object store answers ${said}`, { cause: failure })
  if (code === 'RequestTimeTooSkewed') {
    return failed('the clocks of the object store and of this server differ by too much', failure)
  }
  if (isDenied) return denied(`the object store refuses the credentials, or what they are used for (${said})`, failure)
  if (status === 412 || code === 'RangeIgnored' || status === 416) {
    return new BeginAnew('the object is another one by now', { cause: failure })
  }
  return failed(`the object store answers ${said}`, failure)
}

function unproven(code: string, cause: unknown): RequestError {
  return new RequestError('CONNECTOR_FAILED', {
    message: `its certificate does not prove its name to this server (${code})`,
    hint: 'Give it a certificate of an authority that the server trusts; NODE_EXTRA_CA_CERTS adds one.',
    cause,
  })
}

function ofDatabase(failure: UnderstudyError): unknown {
  const { sqlstate } = failure.details
  const code = codeOf(failure.cause)
  if (code !== undefined && certificates.test(code)) return unproven(code, failure)
  if (typeof sqlstate === 'string' && sqlstate.startsWith('28')) {
    return denied('the database refuses the user or the password', failure)
  }
  if (failure.code === 'SOURCE_CAN_WRITE') {
    return new RequestError('CONNECTOR_FAILED', {
      message: `what is read from could be written to: ${failure.message}`,
      hint: 'Give the connector a role that may only read.',
      cause: failure,
    })
  }
  if (typeof sqlstate === 'string' && /^(3D|42)/.test(sqlstate)) return failed(failure.message, failure)
  if (['CONNECTION_FAILED', 'CONNECTION_LOST', 'CONNECTION_CLOSED'].includes(failure.code)) {
    return new Passing('the database cannot be reached, or the connection broke off', { cause: failure })
  }
  return failure
}

export function denied(message: string, cause?: unknown): RequestError {
  return new RequestError('CONNECTOR_DENIED', { message, cause })
}

export function failed(message: string, cause?: unknown): RequestError {
  return new RequestError('CONNECTOR_FAILED', { message, cause })
}

/** Asks until it goes well, or is refused, or patience ends: then CONNECTOR_UNREACHABLE. */
export async function patiently<T>(
  { tries, waitMs }: Patience,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (thrown) {
      await waitOrThrow(thrown, attempt, { tries, waitMs }, signal)
    }
  }
}

/** After a try that failed: returns when the next one is due. */
export async function waitOrThrow(
  thrown: unknown,
  attempt: number,
  { tries, waitMs }: Pick<Patience, 'tries' | 'waitMs'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted()
  const failure = connectorFailure(thrown)
  if (!(failure instanceof Passing)) throw failure
  if (attempt >= tries) {
    throw new RequestError('CONNECTOR_UNREACHABLE', {
      message: `${failure.message}${attempt > 1 ? `, ${attempt} times` : ''}`,
      cause: failure,
    })
  }
  await pause(Math.min(60_000, failure.waitMs ?? waitMs * 2 ** (attempt - 1)), undefined, signal ? { signal } : {})
}
