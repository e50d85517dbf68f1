import { z } from 'zod'
import { mapFloat64, mapInt32, mapList } from '../../random/map.ts'
import { substream, words } from '../../random/stream.ts'
import { defineKind, indexDistributions, noOptions, optionsError } from '../define-kind.ts'
import { domainMaker, LARGEST_DOMAIN } from '../domain.ts'
import type { KindContext, Maker } from '../kind.ts'
import { derive } from '../lists.ts'
import { concat, type Part, picks, texts } from '../vectors.ts'

const root: readonly string[] = []
const octets = derive(root, 'octets', () => Array.from({ length: 256 }, (_, n) => String(n)))
const hexOctets = derive(root, 'hex octets', () => octets.map((n) => Number(n).toString(16).padStart(2, '0')))

function dotted(addresses: Float64Array): (Part | string)[] {
  const octet = (shift: number) =>
    picks(
      mapInt32(addresses, (address) => Math.floor(address / shift) % 256),
      octets,
    )
  return [octet(16777216), '.', octet(65536), '.', octet(256), '.', octet(1)]
}

const networkOption = z
  .string()
  .regex(/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, 'a network is needed, such as 10.0.0.0/8')
  .default('10.0.0.0/8')
  .describe('addresses are taken from this network; by default one that no public host is in')

function parseNetwork(text: string): { readonly first: number; readonly size: number; readonly bits: number } {
  const [address = '', bits = ''] = text.split('/')
  const parts = address.split('.').map(Number)
  const length = Number(bits)
  if (parts.some((part) => part > 255) || length > 32) throw optionsError(`network: ${text} is no IPv4 network`)
  const whole = parts.reduce((sum, part) => sum * 256 + part, 0)
  let size = 1
  for (let i = length; i < 32; i++) size *= 2
  return { first: whole - (whole % size), size, bits: length }
}

function roomFor(context: KindContext, most: number, what: string): void {
  if (context.maxLength !== undefined && context.maxLength < most) {
    throw optionsError(`${what} takes up to ${most} characters, and the column holds ${context.maxLength}`)
  }
}

export const ipv4 = defineKind({
  name: 'ipv4',
  group: 'internet',
  summary: 'IPv4 address',
  type: 'text',
  options: z.strictObject({ network: networkOption }),
  distributions: indexDistributions,
  examples: [{}, { network: '192.0.2.0/24' }],
  maker({ network }, context) {
    roomFor(context, 15, 'an IPv4 address')
    const { first, size } = parseNetwork(network)
    // The addresses of the network itself and of its broadcast are no hosts'.
    const spare = size > 2 ? 1 : 0
    return domainMaker(context, {
      size: size - 2 * spare,
      vector: (indices) => concat(indices.length, ...dotted(mapFloat64(indices, (i) => first + spare + i))),
    })
  },
})

export const cidr = defineKind({
  name: 'cidr',
  group: 'internet',
  summary: 'IPv4 network with the length of its prefix',
  type: 'text',
  options: z.strictObject({
    network: networkOption,
    prefix: z.number().int().min(1).max(32).default(24).describe('length of the prefix'),
  }),
  distributions: indexDistributions,
  examples: [{}, { network: '172.16.0.0/12', prefix: 20 }],
  maker({ network, prefix }, context) {
    roomFor(context, 18, 'an IPv4 network')
    const { first, size, bits } = parseNetwork(network)
    if (prefix < bits) throw optionsError(`prefix: networks of /${prefix} don't fit into ${network}`)
    let step = 1
    for (let i = prefix; i < 32; i++) step *= 2
    return domainMaker(context, {
      size: size / step,
      vector: (indices) =>
        concat(indices.length, ...dotted(mapFloat64(indices, (i) => first + i * step)), `/${prefix}`),
    })
  },
})

/** The prefix that RFC 3849 keeps for documentation, then 96 bits: 52 of them numbered, the rest drawn. */
export const ipv6 = defineKind({
  name: 'ipv6',
  group: 'internet',
  summary: 'IPv6 address below 2001:db8::/32, which is reserved for documentation',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    roomFor(context, 39, 'an IPv6 address')
    const stream = substream(context.stream, 'host')
    return domainMaker(context, {
      size: LARGEST_DOMAIN,
      vector(indices, rows) {
        const drawn = words(stream, rows)
        const extra = words(stream, rows, 1)
        return texts(
          mapList(indices, (index, i) => {
            const high = Math.floor(index / 4294967296)
            const low = index % 4294967296
            const group = (value: number) => (value & 0xffff).toString(16)
            // The top 12 bits of the numbered part would be zero: drawn bits fill them.
            const top = high + (extra[i]! >>> 20) * 1048576
            return `2001:db8:${group(drawn[i]! >>> 16)}:${group(drawn[i]!)}:${group(top >>> 16)}:${group(top)}:${group(low >>> 16)}:${group(low)}`
          }),
        )
      },
    })
  },
})

export const mac = defineKind({
  name: 'mac',
  group: 'internet',
  summary: 'MAC address of the range that is administered locally',
  type: 'text',
  options: z.strictObject({ separator: z.enum([':', '-', '']).default(':') }),
  examples: [{}, { separator: '-' }],
  maker({ separator }, context) {
    roomFor(context, 12 + 5 * separator.length, 'a MAC address')
    return domainMaker(context, {
      size: 1099511627776,
      vector(indices) {
        const octet = (shift: number) =>
          picks(
            mapInt32(indices, (index) => Math.floor(index / shift) % 256),
            hexOctets,
          )
        const parts = [octet(4294967296), octet(16777216), octet(65536), octet(256), octet(1)]
        return concat(indices.length, '02', ...parts.flatMap((part) => [separator, part]))
      },
    })
  },
})

export const port = defineKind({
  name: 'port',
  group: 'internet',
  summary: 'Port number that no system service uses',
  type: 'integer',
  options: noOptions,
  distributions: indexDistributions,
  maker: (_, context): Maker =>
    domainMaker(
      context,
      {
        size: 65536 - 1024,
        vector: (indices) => ({ type: 'int', length: indices.length, values: mapFloat64(indices, (i) => 1024 + i) }),
      },
      { first: 1024, step: 1 },
    ),
})
