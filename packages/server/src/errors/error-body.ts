import { z } from '@hono/zod-openapi'
import { UnderstudyError } from '@understudy/sdk'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { RequestError, requestErrors } from './request-error.ts'
import { codeOnWire } from './schema-error-code.ts'
import { ServerError, type ServerErrorCode } from './server-error.ts'

/** The one shape of an error on the wire. */
export const errorBodySchema = z
  .object({
    errorCode: z.string().openapi({ example: 'SCHEMA_INVALID' }),
    message: z.string(),
    details: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'what a program can use: places, problems, limits' }),
    timestamp: z.iso.datetime(),
    requestId: z.string().openapi({ description: 'also in the header X-Request-Id, and in what the server prints' }),
    suggestedActions: z.array(z.string()),
  })
  .openapi('Error')

export type ErrorBody = z.infer<typeof errorBodySchema>

export interface ErrorAnswer {
  readonly status: ContentfulStatusCode
  readonly body: ErrorBody
}

/** Faults of the server. All other codes of the engine are about what the request asked for. */
export const faultsOfTheServer: ReadonlySet<string> = new Set([
  'INTERNAL',
  'WRITE_FAILED',
  'CONNECTION_FAILED',
  'CONNECTION_LOST',
  'CONNECTION_CLOSED',
])

/** What the caller is told by name. What goes by itself, or by whoever runs the server, may be tried again. The cause is in what the server prints. */
const passing: Partial<Record<ServerErrorCode, { status: 500 | 503 | 507; message: string; action: string }>> = {
  STORE_UNREACHABLE: { status: 503, message: 'the server cannot reach its database', action: 'Try again in a while.' },
  STORE_BUSY: { status: 503, message: "the server's database is held by another", action: 'Try again in a while.' },
  STORE_FULL: {
    status: 507,
    message: 'the server has no room left to keep anything',
    action: 'Ask whoever runs the server for room, then try again.',
  },
  ISOLATION_BREACH: {
    status: 500,
    message: 'the server stopped at something that belongs to another team, and has done nothing',
    action: 'Tell whoever runs the server: this must never happen.',
  },
}

/** What a caller can mend is said in full; of the server's own failures nothing but where to look. */
export function errorAnswer(thrown: unknown, requestId: string, now: Date): ErrorAnswer {
  const base = { timestamp: now.toISOString(), requestId }
  if (thrown instanceof RequestError) {
    const { code: errorCode, message, details, suggestedActions } = thrown
    const { status } = requestErrors[errorCode]
    return { status, body: { errorCode, message, details, ...base, suggestedActions: [...suggestedActions] } }
  }
  if (thrown instanceof UnderstudyError && !faultsOfTheServer.has(thrown.code)) {
    const { message, suggestedActions } = thrown
    const errorCode = codeOnWire(thrown)
    const details = thrown.at === undefined ? thrown.details : { at: thrown.at, ...thrown.details }
    return { status: 400, body: { errorCode, message, details, ...base, suggestedActions: [...suggestedActions] } }
  }
  const state = thrown instanceof ServerError ? passing[thrown.code] : undefined
  if (thrown instanceof ServerError && state) {
    const { status, message, action } = state
    return { status, body: { errorCode: thrown.code, message, details: {}, ...base, suggestedActions: [action] } }
  }
  return {
    status: 500,
    body: {
      errorCode: 'INTERNAL',
      message: 'the server failed at this request',
      details: {},
      ...base,
      suggestedActions: [`Look for ${requestId} in what the server prints, and report it with what you did.`],
    },
  }
}
