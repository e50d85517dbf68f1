import { BlockList, isIP } from 'node:net'

/** Proxies in front of the server, whose word about the client is believed: addresses and networks such as 10.0.0.0/8. */
export type TrustedProxies = (address: string) => boolean

export function trustedProxies(named: readonly string[]): TrustedProxies {
  if (named.length === 0) return () => false
  const list = new BlockList()
  for (const name of named) {
    const [address = '', bits] = name.split('/')
    const family = isIP(address)
    if (family === 0) throw new RangeError(`${JSON.stringify(name)} is no address or network`)
    const whole = family === 4 ? 32 : 128
    const prefix = bits === undefined ? whole : Number(bits)
    if (!/^\d{1,3}$/.test(bits ?? '0') || prefix > whole) throw new RangeError(`${JSON.stringify(name)} is no network`)
    list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  }
  return (address) => {
    const plain = plainAddress(address)
    const family = isIP(plain)
    return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
  }
}

/**
 * Who really asks. X-Forwarded-For is read from its end, and only as far as trusted proxies wrote it: what stands before
 * that, anybody can have written.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: TrustedProxies): string {
  let client = plainAddress(peer)
  const hops = forwardedFor?.split(',') ?? []
  while (trusted(client)) {
    const before = plainAddress(hops.pop()?.trim() ?? '')
    if (isIP(before) === 0) break
    client = before
  }
  return client
}

/** What one client can hardly change: an IPv4 address, or the first 64 bits of one of IPv6. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const filled =
    tail === undefined ? groups : [...groups, ...Array(8 - groups.length - after.length).fill('0'), ...after]
  return `${filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** IPv4 that arrived at a socket of both families is written as IPv6. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
}
