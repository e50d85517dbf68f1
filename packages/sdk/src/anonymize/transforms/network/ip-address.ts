/** An address as its bits, 32 or 128 of them, and the length of a network that stands behind it. */
export interface IpAddress {
  readonly value: bigint
  readonly bits: 32 | 128
  readonly network: number | undefined
}

const fourParts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** Undefined where the text is none; of IPv6 all ways to write it but for zones such as %eth0. */
export function readIp(text: string): IpAddress | undefined {
  const [, address = '', length] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? []
  const four = readFour(address)
  const value = four ?? readSix(address)
  const bits = four === undefined ? 128 : 32
  const network = length === undefined ? undefined : Number(length)
  return value === undefined || (network ?? 0) > bits ? undefined : { value, bits, network }
}

export function writeIp({ value, bits, network }: IpAddress): string {
  const end = network === undefined ? '' : `/${network}`
  return (bits === 32 ? writeFour(value) : writeSix(value)) + end
}

function readFour(text: string): bigint | undefined {
  const parts = fourParts.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return undefined
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n)
}

function readSix(text: string): bigint | undefined {
  const tail = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text)
  const four = tail ? readFour(tail[2]!) : undefined
  if (tail && four === undefined) return undefined
  const hex = four === undefined ? text : `${tail![1]}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`
  const halves = hex.split('::')
  if (halves.length > 2 || !hex.includes(':')) return undefined
  const [before = [], after] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const groups = after
    ? [...before, ...Array(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
    : before
  if (groups.length !== 8 || (after && before.length + after.length > 7)) return undefined
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((value, group) => value * 65536n + BigInt(Number.parseInt(group, 16)), 0n)
}

function writeFour(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
}

/** As RFC 5952 has it: small letters, the longest run of zeros left out. */
function writeSix(value: bigint): string {
  if (value >> 32n === 0xffffn) return `::ffff:${writeFour(value & 0xffffffffn)}`
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  let [start, length] = [0, 1]
  for (let i = 0; i < 8; i++) {
    let end = i
    while (groups[end] === '0') end++
    if (end - i > length) [start, length] = [i, end - i]
  }
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}
