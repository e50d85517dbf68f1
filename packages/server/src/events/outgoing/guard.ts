import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
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
  /** The same for the option `lookup` of net, tls, http and https, which do not ask it about a literal address. */
  readonly lookup: LookupFunction
}

export function createOutgoingGuard({ allow = [], resolve = systemResolve }: GuardOptions = {}): OutgoingGuard {
  const allowed = rangesOf(allow)
  const refuses = (address: string) => leadsInside(address) && !(isIP(address) !== 0 && holds(allowed, address))
  async function checked(host: string): Promise<readonly LookupAddress[]> {
    const name = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
    const addresses = isIP(name) === 0 ? await resolve(name) : [{ address: name, family: isIP(name) }]
    if (addresses.length === 0 || addresses.some(({ address }) => refuses(address))) throw refused(host)
    return addresses
  }
  return {
    resolve: checked,
    lookup(host, options, done) {
      checked(host).then(
        (addresses) => {
          const fitting = addresses.filter(({ family }) => !options.family || sameFamily(options.family, family))
          const first = fitting[0]
          if (first === undefined) done(refused(host), '')
          else if (options.all) done(null, [...fitting])
          else done(null, first.address, first.family)
        },
        (thrown: unknown) => done(thrown instanceof Error ? thrown : new Error(String(thrown)), ''),
      )
    },
  }
}

const systemResolve = (host: string) => lookup(host, { all: true, verbatim: true })

function sameFamily(asked: number | 'IPv4' | 'IPv6', family: number): boolean {
  return asked === family || asked === `IPv${family}`
}

/** Says nothing of the addresses: what a name means inside is for nobody outside. */
function refused(host: string): RequestError {
  return new RequestError('ADDRESS_REFUSED', {
    message: `${JSON.stringify(host)} leads to a network that this server does not connect to`,
    details: { host },
  })
}
