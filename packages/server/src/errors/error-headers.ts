import type { ErrorBody } from './error-body.ts'

/** What HTTP itself has a header for. */
export function errorHeaders({ errorCode, details }: ErrorBody): Record<string, string> {
  if (errorCode === 'RATE_LIMITED' || errorCode === 'STREAMS_LIMITED')
    return { 'retry-after': String(details.retryAfter) }
  if (errorCode === 'UNAUTHENTICATED' || errorCode === 'SESSION_ENDED') return { 'www-authenticate': 'Bearer' }
  return {}
}
