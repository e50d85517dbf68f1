import type { ErrorBody } from './error-body.ts'

/** What is answered with 401. */
const unknown = new Set(['UNAUTHENTICATED', 'SESSION_ENDED', 'SIGN_IN_FAILED', 'LINK_USELESS'])
const waits = new Set(['RATE_LIMITED', 'STREAMS_LIMITED', 'IDEMPOTENCY_KEY_IN_USE'])

/** What HTTP itself has a header for. */
export function errorHeaders({ errorCode, details }: ErrorBody): Record<string, string> {
  if (waits.has(errorCode)) return { 'retry-after': String(details.retryAfter) }
  if (errorCode === 'PRECONDITION_FAILED') return { etag: String(details.etag) }
  if (unknown.has(errorCode)) return { 'www-authenticate': 'Bearer' }
  return {}
}
