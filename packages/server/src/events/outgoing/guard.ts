import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { RequestError } from '../../errors/request-error.ts'
import { holds, leadsInside, rangesOf } from './inside-ranges.ts'

export interface GuardOptions {
  /** Networks (`10.1.0.0/16`, `127.0.0.1`) that may be reached although they are inside. */
  readonly allow?: readonly string[]
  /** All addresses of a name; that of the system where nothing else is given. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>
}

/** Between the server and hosts that somebody else has named: those of webhooks and of databases. */
export interface OutgoingGuard {
  /**
   * The addresses that a connection may go to; ADDRESS_REFUSED where one of the host's leads inside. A connection goes to
   * one of these and asks for no address again, so that a name cannot answer differently the second time.
   */
  resolve(host: string): Promise<readonly LookupAddress[]>
}

export function createOutgoingGuard({ allow = [], resolve = systemResolve }: GuardOptions = {}): OutgoingGuard {
  const allowed = rangesOf(allow)
  const refuses = (address: string) => leadsInside(address) && !(isIP(address) !== 0 && holds(allowed, address))
  return {
    async resolve(host) {
      const name = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
      const addresses = isIP(name) === 0 ? await resolve(name) : [{ address: name, family: isIP(name) }]
      if (addresses.length === 0 || addresses.some(({ address }) => refuses(address))) throw refused(host)
      return addresses
    },
  }
}

const systemResolve = (host: string) => lookup(host, { all: true, verbatim: true })

/** Says nothing of the addresses: what a name means inside is for nobody outside. */
function refused(host: string): RequestError {
  return new RequestError('ADDRESS_REFUSED', {
    message: `${JSON.stringify(host)} leads to a network that this server does not connect to`,
    details: { host },
  })
}
