import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiEnv } from '../src/routes/caller.ts'

export interface Asked {
  readonly token?: string | undefined
  readonly cookie?: string | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly ip?: string
}

export interface Answer {
  readonly status: number
  /** Not typed: what a test expects of it, it says itself. */
  readonly body: ReturnType<typeof JSON.parse>
  readonly headers: Headers
}

/** Asks an app below /api as a client behind a proxy would, and reads the answer, which is JSON, to its end. */
export function asker(app: Pick<OpenAPIHono<ApiEnv>, 'request'>) {
  return async (
    method: string,
    path: string,
    { token, cookie, body, headers = {}, ip = '192.0.2.1' }: Asked = {},
  ): Promise<Answer> => {
    const answer = await app.request(
      `http://localhost:4600/api${path}`,
      {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          'x-forwarded-for': ip,
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
    )
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers }
  }
}
