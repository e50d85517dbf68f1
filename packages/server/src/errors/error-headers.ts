import type { ErrorBody } from './error-body.ts'

const waits = new Set(['RATE_LIMITED', 'STREAMS_LIMITED', 'IDEMPOTENCY_KEY_IN_USE'])

/** What HTTP itself has a header for. */
export function errorHeaders({ errorCode, details }: ErrorBody): Record<string, string> {
  if (waits.has(errorCode)) return { 'retry-after': String(details.retryAfter) }
  if (errorCode === 'PRECONDITION_FAILED') return { etag: String(details.etag) }
  if (errorCode === 'UNAUTHENTICATED' || errorCode === 'SESSION_ENDED') return { 'www-authenticate': 'Bearer' }
  return {}
}
