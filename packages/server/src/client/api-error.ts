import type { ErrorBody } from '../errors/error-body.ts'

/** What went wrong before a server could say it in its own words. */
export type ClientErrorCode = 'SERVER_UNREACHABLE' | 'ANSWER_BROKEN_OFF' | 'ANSWER_NOT_UNDERSTOOD' | 'PATH_INVALID'

type Said = Partial<ErrorBody> & Pick<ErrorBody, 'errorCode' | 'message'>

/** A request that was not answered as hoped. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** A code of the server or of its engine, or a ClientErrorCode. A code is a contract. */
  readonly code: string
  /** Undefined where no server has answered. */
  readonly status: number | undefined
  readonly details: Readonly<Record<string, unknown>>
  /** What the server's log calls the request. */
  readonly requestId: string | undefined
  readonly suggestedActions: readonly string[]

  constructor(status: number | undefined, { errorCode, message, ...said }: Said, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = errorCode
    this.status = status
    this.details = said.details ?? {}
    this.requestId = said.requestId
    this.suggestedActions = said.suggestedActions ?? []
  }
}

const advice: Readonly<Record<ClientErrorCode, string>> = {
  SERVER_UNREACHABLE: 'See whether the server runs, and whether its address is right; then try again.',
  ANSWER_BROKEN_OFF: 'Nothing of it is to be used. Try again, with less at once if it breaks off again.',
  ANSWER_NOT_UNDERSTOOD:
    'See what stands between here and the server, such as a proxy, and whether the address is right.',
  PATH_INVALID: 'Use the id of the thing.',
}

export function clientError(code: ClientErrorCode, message: string, cause?: unknown, status?: number): ApiError {
  return new ApiError(status, { errorCode: code, message, suggestedActions: [advice[code]] }, cause)
}

/** Of an answer that is none of success: its body in the one shape, or whatever else has answered there. */
export async function errorOfAnswer(answer: Response): Promise<ApiError> {
  const text = await answer.text().catch(() => '')
  const body = parsed(text)
  if (isErrorBody(body)) return new ApiError(answer.status, body)
  return clientError(
    'ANSWER_NOT_UNDERSTOOD',
    `something other than Understudy answered, with status ${answer.status}`,
    undefined,
    answer.status,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'errorCode' in body && 'message' in body && 'requestId' in body
}
