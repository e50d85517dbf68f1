import { UnderstudyError } from '@understudy/sdk'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** The one shape of an error on the wire. */
export interface ErrorBody {
  readonly errorCode: string
  readonly message: string
  readonly details?: unknown
  readonly timestamp: string
  readonly requestId: string
  readonly suggestedActions: readonly string[]
}

/** Faults of the request: everything that a caller can mend. The rest is ours and answers 500 without its cause. */
const faultsOfTheServer = new Set(['INTERNAL', 'WRITE_FAILED', 'CONNECTION_FAILED', 'CONNECTION_LOST', 'CONNECTION_CLOSED'])

export function errorBody(thrown: unknown, requestId: string, now: Date): { status: ContentfulStatusCode; body: ErrorBody } {
  const base = { timestamp: now.toISOString(), requestId }
  if (thrown instanceof UnderstudyError && !faultsOfTheServer.has(thrown.code)) {
    const details = { ...thrown.details, ...(thrown.at === undefined ? {} : { at: thrown.at }) }
    return {
      status: 400,
      body: { errorCode: thrown.code, message: thrown.message, details, ...base, suggestedActions: thrown.suggestedActions },
    }
  }
  return {
    status: 500,
    body: {
      errorCode: 'INTERNAL',
      message: 'the server failed at this request',
      ...base,
      suggestedActions: [`Look for ${requestId} in the server's output, and report it with what you did.`],
    },
  }
}
