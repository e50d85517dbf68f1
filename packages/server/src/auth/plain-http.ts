import { isLoopback } from '../config.ts'
import { RequestError } from '../errors/request-error.ts'
import type { TrustedProxies } from './client-network.ts'

/** Behind a proxy that brings TLS: nobody comes past it, where others on the way could read along. */
export function refusePlainHttp(peer: string | undefined, trusted: TrustedProxies): void {
  if (peer !== undefined && (isLoopback(peer) || trusted(peer))) return
  throw new RequestError('PLAIN_HTTP', {
    message: 'this server is reached through the proxy in front of it, and this request came past it without TLS',
  })
}
