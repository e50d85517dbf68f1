import { type IpAddress, readIp } from './ip-address.ts'

/** Blocks that mean something of their own: an address of one stays in it, and no other address gets there. */
const written = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/8',
  '64:ff9b::/96',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
  '2001:db8::/32',
  '2002::/16',
]

interface Block {
  readonly bits: number
  readonly prefix: number
  readonly start: bigint
}

const blocks: readonly Block[] = written.map((text) => {
  const { value, bits, network = 0 } = readIp(text)!
  return { bits, prefix: network, start: value >> BigInt(bits - network) }
})

/** Bits at the start of an address that are its block's; undefined of an address of none whose prefix has up to `most` bits. */
export function blockPrefix(
  { value, bits }: Pick<IpAddress, 'value' | 'bits'>,
  most: number = bits,
): number | undefined {
  const isIn = (block: Block) => value >> BigInt(bits - block.prefix) === block.start
  return blocks.find((block) => block.bits === bits && block.prefix <= most && isIn(block))?.prefix
}
