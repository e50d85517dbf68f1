/** 64 bits of hash, in two halves that a caller keeps and reuses. */
export interface Hash {
  high: number
  low: number
}

/** Of bytes without the case of ASCII letters: what only changed its case has not changed. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, into: Hash): void {
  let high = 0x811c9dc5
  let low = 0x9e3779b9
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word = lowered(
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24),
    )
    high = Math.imul(high ^ word, 0x9e3779b1)
    high ^= high >>> 15
    low = Math.imul(low ^ word, 0x85ebca6b) ^ (low >>> 13)
  }
  if (at < end) {
    let word = 0
    for (let shift = 0; at < end; at++, shift += 8) word |= (bytes[at] ?? 0) << shift
    word = lowered(word)
    high = Math.imul(high ^ word, 0x9e3779b1)
    high ^= high >>> 15
    low = Math.imul(low ^ word, 0x85ebca6b) ^ (low >>> 13)
  }
  into.high = mixed(high ^ (end - start))
  into.low = mixed(low + (end - start))
}

/** Four bytes, of which those from A to Z are made small. No sum of seven bits reaches the next byte. */
function lowered(word: number): number {
  const bits = word & 0x7f7f7f7f
  const capitals = (bits + 0x3f3f3f3f) & ~(bits + 0x25252525) & ~word & 0x80808080
  return word | (capitals >>> 2)
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
