import { ApiError } from '@understudy/server/client'

type Said = Pick<ApiError, 'message' | 'suggestedActions'> &
  Partial<Pick<ApiError, 'code' | 'status' | 'requestId' | 'details'>>

/** A request that was not answered as hoped, in the words of the server. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly actions: readonly string[]
  readonly code: string | undefined
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly details: Readonly<Record<string, unknown>>

  constructor({ message, suggestedActions, code, status, requestId, details = {} }: Said) {
    super(message)
    this.actions = suggestedActions
    this.code = code
    this.status = status
    this.requestId = requestId
    this.details = details
  }

  /** Nobody answered: it is no fault of what was asked. */
  get isOfConnection(): boolean {
    return this.code === 'SERVER_UNREACHABLE' || this.code === 'ANSWER_BROKEN_OFF' || this.status === 502
  }
}

export function failureOf(thrown: unknown): unknown {
  return thrown instanceof ApiError ? new ApiFailure(thrown) : thrown
}

/** What was given up by whoever asked for it. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError'
}
