import { type IncomingMessage, request as plainRequest } from 'node:http'
import { type RequestOptions, request as tlsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { OutgoingGuard } from './guard.ts'
import { pinned } from './pinned.ts'

export interface ExchangeOptions {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
  /** So long nothing may be heard: before the head of the answer, and between two pieces of its body. */
  readonly silenceMs: number
  /** PEM of an authority that is trusted besides those of the system. */
  readonly ca?: string | undefined
}

export interface ExchangeAnswer {
  readonly status: number
  /** Names in small letters; of one that came several times, joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  /** Ending the iteration closes the connection. It throws where the answer breaks off. */
  readonly body: AsyncIterable<Uint8Array>
}

/** Nothing was heard for too long. */
export class SilentPeer extends Error {
  override readonly name = 'SilentPeer'
}

/**
 * Asks where somebody else has said, and reads the answer as it comes. The name is resolved once, by the guard, and the
 * connection goes to what it has approved; TLS is held against the name; a redirect is an answer like any other.
 */
export async function exchange(guard: OutgoingGuard, url: URL, options: ExchangeOptions): Promise<ExchangeAnswer> {
  const { method, headers, body, signal, silenceMs, ca } = options
  signal?.throwIfAborted()
  const addresses = await guard.resolve(url.hostname)
  const secure = url.protocol === 'https:'
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const settings: RequestOptions = {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
      lookup: pinned(addresses),
      // A connection of its own: one that is kept could have been made for another name.
      agent: false,
      ...(signal === undefined ? {} : { signal }),
      ...(secure && isIP(name) === 0 ? { servername: name } : {}),
      ...(ca === undefined ? {} : { ca }),
    }
    const request = (secure ? tlsRequest : plainRequest)(url, settings, resolve)
    request.setTimeout(silenceMs, () => request.destroy(new SilentPeer(`nothing was heard for ${silenceMs / 1000} s`)))
    request.on('error', reject)
    request.end(body)
  })
  return { status: response.statusCode ?? 0, headers: plainHeaders(response), body: response }
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  )
}
