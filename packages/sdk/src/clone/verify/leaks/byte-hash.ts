/** 64 bits of hash, in two halves that a caller keeps and reuses. */
export interface Hash {
  high: number
  low: number
}

/** Of bytes without the case of ASCII letters: what only changed its case has not changed. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, into: Hash): void {
  let high = 0x811c9dc5
  let low = 0x9e3779b9
  for (let at = start; at < end; at++) {
    let byte = bytes[at] ?? 0
    if (byte >= 65 && byte <= 90) byte |= 32
    high = Math.imul(high ^ byte, 0x01000193)
    low = Math.imul(low ^ byte, 0x85ebca6b) ^ (low >>> 13)
  }
  into.high = mixed(high ^ (end - start))
  into.low = mixed(low + (end - start))
}

/** Of a hash and one more number, such as another hash's half; the order counts. */
export function hashWith(hash: Hash, high: number, low: number): void {
  hash.high = mixed(Math.imul(hash.high, 0x2c1b3c6d) + high)
  hash.low = mixed(Math.imul(hash.low, 0x297a2d39) + low)
}

function mixed(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** One key of a hash for a map: exact up to what 64 bits can tell apart. */
export function hashKey({ high, low }: Hash): string {
  return `${high.toString(36)}.${low.toString(36)}`
}
