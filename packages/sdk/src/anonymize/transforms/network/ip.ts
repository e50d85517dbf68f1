import { z } from 'zod'
import type { MaskingKey } from '../../key/masking-key.ts'
import { integerPermutation } from '../../permute/integer-permutation.ts'
import { defineTransform } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { type KeyedDraws, keyedDraws } from '../draws/keyed-draws.ts'
import { type IpAddress, readIp, writeIp } from './ip-address.ts'
import { blockPrefix } from './ip-blocks.ts'
import { PrefixPermutation } from './prefix-permutation.ts'

export const ip = defineTransform({
  name: 'ip',
  group: 'network',
  summary:
    'Another IPv4 or IPv6 address, or network: addresses of one network stay together, private ones private, loopback loopback',
  options: z.strictObject({
    into: z
      .enum(['prefix', 'documentation'])
      .default('prefix')
      .describe('prefix keeps networks together; documentation gives addresses of the blocks kept for examples'),
  }),
  examples: [{}, { into: 'documentation' }],
  accepts: ['inet', 'text'],
  promises: ({ into }) => ({
    deterministic: true,
    unique: into === 'prefix' ? 'preserved' : 'lost',
    format: 'similar',
    longest: (length) => Math.max(length, 43),
  }),
  mask({ into }, { key, column }) {
    const otherwise = formFallback(key)
    const masks = into === 'prefix' ? new AddressPermutation(key) : undefined
    const draws = keyedDraws(key, 'documentation')
    return {
      value(text) {
        const address = readIp(text)
        if (address) return writeIp(masks ? masks.at(address) : documented(address, draws, text))
        return column.type.form === 'inet' ? '0.0.0.0' : otherwise(text)
      },
    }
  },
})

/** Of IPv6, what tells addresses of the whole Internet from others. */
const GLOBAL_BITS = 3

class AddressPermutation {
  readonly #key: MaskingKey
  readonly #prefixes: PrefixPermutation
  readonly #hosts = new Map<number, (host: bigint) => bigint>()

  constructor(key: MaskingKey) {
    this.#key = key
    this.#prefixes = new PrefixPermutation(key.words('prefix'))
  }

  /** A network stays one: bits behind its prefix that are zero stay so, and others never become zero. */
  at(address: IpAddress): IpAddress {
    const { value, bits, network = bits } = address
    if (bits === 128 && value >> 32n === 0xffffn && network === 128) return this.#mapped(address)
    const hostBits = bits - network
    const host = value & ((1n << BigInt(hostBits)) - 1n)
    const start = value - host
    // Behind a prefix that may stay, another host makes another address; one that has no other is left to its prefix.
    if (host === 0n || hostBits === 1) return { ...address, value: this.#prefix(start, bits, network) + host }
    return { ...address, value: this.#walked(start, bits, network, network) + this.#host(host, hostBits) }
  }

  /** An address of IPv4 inside of IPv6 is masked as it is by itself. */
  #mapped({ value, network }: IpAddress): IpAddress {
    const inner = this.at({ value: value & 0xffffffffn, bits: 32, network: undefined })
    return { value: (0xffffn << 32n) + inner.value, bits: 128, network }
  }

  /**
   * The last bit takes no part in the walk, and is turned over wherever all before it came out as they were: so no prefix is
   * its own image. Blocks of as many bits or more, such as 10.0.0.0/8 as a whole, are networks like any other.
   */
  #prefix(value: bigint, bits: 32 | 128, to: number): bigint {
    if (to === 0) return value
    const walked = this.#walked(value, bits, to - 1, to - 1)
    const last = 1n << BigInt(bits - to)
    return walked === value || this.#prefixes.turns(value, bits, to - 1) ? walked ^ last : walked
  }

  /** Changes bits up to `to`, behind those of a block, until no block of up to `most` bits is met. */
  #walked(value: bigint, bits: 32 | 128, to: number, most: number): bigint {
    const block = blockPrefix({ value, bits }, most)
    if (block !== undefined) return this.#prefixes.at(value, bits, block, to)
    let walked = value
    do walked = this.#prefixes.at(walked, bits, bits === 128 && to >= GLOBAL_BITS ? GLOBAL_BITS : 0, to)
    while (blockPrefix({ value: walked, bits }, most) !== undefined)
    return walked
  }

  /** Beyond what numbers are permuted in one piece, that bits which are not all zero become so has a chance below 2^-64. */
  #host(host: bigint, bits: number): bigint {
    if (bits > 64) return this.#prefixes.at(host, 128, 128 - bits, 128) || host
    let permutation = this.#hosts.get(bits)
    if (!permutation) {
      const { at } = integerPermutation(this.#key.words(`host ${bits}`), 1n, (1n << BigInt(bits)) - 1n)
      permutation = at
      this.#hosts.set(bits, permutation)
    }
    return permutation(host)
  }
}

const exampleBlocks = ['192.0.2.0', '198.51.100.0', '203.0.113.0'].map((text) => readIp(text)!.value)
const exampleBlock = readIp('2001:db8::')!.value

function documented(address: IpAddress, draws: KeyedDraws, text: string): IpAddress {
  const drawn = draws.of(text)
  for (;;) {
    const value =
      address.bits === 32
        ? exampleBlocks[drawn.below(3)]! + BigInt(drawn.below(256))
        : exampleBlock + drawn.bytes(12).reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n)
    if (value !== address.value) return { value, bits: address.bits, network: undefined }
  }
}
