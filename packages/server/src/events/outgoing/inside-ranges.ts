import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * What no request of somebody else may make the server connect to: this machine, the networks it stands in, what clouds
 * tell their machines about themselves, and addresses that are nobody's (IANA's registries of special addresses).
 */
const inside = rangesOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])

/** All that is handed out to anybody; whatever is not in it is local, special or unassigned. */
const global6 = rangesOf(['2000::/3'])
const special6 = rangesOf(['2001::/23', '2001:db8::/32', '3fff::/20', '5f00::/16'])

export function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family)
  }
  return list
}

export function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** Whether an address leads inside, also by way of an IPv4 address that it carries. What is no address does. */
export function leadsInside(address: string): boolean {
  const plain = withoutZone(address)
  if (isIPv4(plain)) return holds(inside, plain)
  if (!isIPv6(plain)) return true
  const carried = carriedIPv4(plain)
  if (carried !== undefined) return holds(inside, carried)
  return !holds(global6, plain) || holds(special6, plain)
}

/** The IPv4 address in a mapped (::ffff:0:0/96), translated (64:ff9b::/96) or 6to4 (2002::/16) one. */
export function carriedIPv4(address: string): string | undefined {
  const groups = groupsOf(withoutZone(address))
  const [a, b, c, d, e, f, g = 0, h = 0] = groups
  const dotted = (high: number, low: number) => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
  if (a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0xffff) return dotted(g, h)
  if (a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0) return dotted(g, h)
  if (a === 0x2002) return dotted(b ?? 0, c ?? 0)
  return undefined
}

/** The eight numbers of an IPv6 address, of which the platform accepts every spelling. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const numbers = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const [first, last] = [numbers(head), numbers(tail ?? '')]
  return tail === undefined ? first : [...first, ...Array(8 - first.length - last.length).fill(0), ...last]
}

function withoutZone(address: string): string {
  return address.split('%')[0]!
}
