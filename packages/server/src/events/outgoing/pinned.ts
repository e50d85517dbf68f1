import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** What a connection looks its host up by: addresses that were approved, whatever the name would answer now. */
export function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, done) => {
    if (options.all) done(null, [...addresses])
    else done(null, addresses[0]!.address, addresses[0]!.family)
  }
}
