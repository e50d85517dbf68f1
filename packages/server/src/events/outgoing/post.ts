import type { LookupAddress } from 'node:dns'
import { request as plainRequest } from 'node:http'
import { type RequestOptions, request as tlsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { OutgoingGuard } from './guard.ts'

export interface Posted {
  readonly status: number
}

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
  /** For a whole exchange. */
  readonly timeoutMs: number
  /** PEM of an authority that is trusted besides those of the system. */
  readonly ca?: string | undefined
}

const mostAnswerBytes = 64 * 1024

/**
 * Posts to where somebody else has said. The name is resolved once, by the guard, and the connection goes to what it has
 * approved; a redirect is an answer like any other and is not followed; of the answer only the status is told.
 */
export async function post(guard: OutgoingGuard, url: URL, options: PostOptions): Promise<Posted> {
  const addresses = await guard.resolve(url.hostname)
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)])
  const secure = url.protocol === 'https:'
  const name = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise<Posted>((resolve, reject) => {
    const settings: RequestOptions = {
      method: 'POST',
      headers: { ...options.headers, 'content-length': Buffer.byteLength(options.body) },
      lookup: pinned(addresses),
      // A connection of its own: one that is kept could have been made for another name.
      agent: false,
      signal,
      ...(secure && isIP(name) === 0 ? { servername: name } : {}),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    }
    const request = (secure ? tlsRequest : plainRequest)(url, settings, (response) => {
      let read = 0
      response.on('data', (bytes: Buffer) => {
        read += bytes.length
        if (read > mostAnswerBytes) response.destroy()
      })
      response.on('error', reject)
      response.on('close', () => resolve({ status: response.statusCode ?? 0 }))
    })
    request.on('error', reject)
    request.end(options.body)
  })
}

function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, done) => {
    if (options.all) done(null, [...addresses])
    else done(null, addresses[0]!.address, addresses[0]!.family)
  }
}
