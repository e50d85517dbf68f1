import { RequestError } from '../../../errors/request-error.ts'
import { type ExchangeAnswer, exchange } from '../../../events/outgoing/exchange.ts'
import type { ConnectorReach } from '../connector-services.ts'
import type { CredentialsOf } from '../connector-settings.ts'
import { BeginAnew, denied, failed, Passing } from '../failures.ts'

export interface HttpAccess {
  readonly reach: ConnectorReach
  /** Nothing but what stands below the same host, port and scheme is asked with the credentials. */
  readonly url: string
  readonly credentials: CredentialsOf<'http'>
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal: AbortSignal
}

/** What answers well, and nothing else: a refusal is thrown as what it means. */
export async function ask(
  { reach, url: base, credentials }: HttpAccess,
  url: URL,
  { method = 'GET', headers = {}, body, signal }: HttpRequest,
): Promise<ExchangeAnswer> {
  refusePlaintext(reach, url)
  if (url.origin !== new URL(base).origin) {
    throw failed('the address leads to another host than the connector’s, where its credentials are nobody’s business')
  }
  const answer = await exchange(reach.guard, url, {
    method,
    headers: {
      accept: '*/*',
      // Bytes as they are: ranges of what was packed on the way would be of no use.
      'accept-encoding': 'identity',
      'user-agent': 'understudy-connectors/1',
      ...authorization(credentials),
      ...headers,
    },
    body,
    signal,
    silenceMs: reach.patience.silenceMs,
  })
  if (answer.status >= 200 && answer.status < 300) {
    if ((answer.headers['content-encoding'] ?? 'identity') === 'identity') return answer
    await drop(answer)
    throw failed('the answer is packed although that was not asked for')
  }
  await drop(answer)
  throw refusal(answer)
}

export function refusePlaintext({ plaintext }: ConnectorReach, url: URL): void {
  if (url.protocol === 'https:' || plaintext) return
  throw new RequestError('CONNECTOR_FAILED', {
    message: 'the connector would go without TLS, and this server does not',
    hint: 'Name an address of https, or ask whoever runs the server to allow it: --connector-plaintext.',
  })
}

function refusal({ status, headers }: ExchangeAnswer): unknown {
  if (status === 401 || status === 403 || status === 407)
    return denied(`it answers ${status}: the credentials are not let in`)
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = /^\d{1,6}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : undefined
    return new Passing(`it answers ${status}`, seconds === undefined ? {} : { waitMs: seconds * 1000 })
  }
  if (status === 416) return new BeginAnew('it is shorter by now')
  if (status >= 300 && status < 400) {
    return new RequestError('CONNECTOR_FAILED', {
      message: `it answers ${status}, a redirect, and none is followed`,
      hint: 'Give the connector the address that it leads to.',
    })
  }
  if (status === 404 || status === 410) return failed(`it answers ${status}: there is nothing at this address`)
  return failed(`it answers ${status}`)
}

function authorization({ token, user, password, header, value }: CredentialsOf<'http'>): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` }
  if (user !== undefined) {
    return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` }
  }
  return header === undefined ? {} : { [header.toLowerCase()]: value ?? '' }
}

/** What is not wanted any more ends with its connection. */
export async function drop({ body }: ExchangeAnswer): Promise<void> {
  for await (const _ of body) return
}
