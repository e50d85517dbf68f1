import { HIGH, HIGH_START, LOW, LOW_START, MIX, WITH_HIGH, WITH_LOW } from './hash-numbers.ts'

/** 64 bits of hash, in two halves that a caller keeps and reuses. */
export interface Hash {
  high: number
  low: number
}

/** @param caseless without the case of ASCII letters: what only changed its case has not changed */
export function hashBytes(view: DataView, start: number, end: number, caseless: boolean, into: Hash): void {
  let high = HIGH_START
  let low = LOW_START
  // The last four bytes are read whole, whatever of them has been read before.
  const last = end - 4
  for (let at = start; at < end; at += 4) {
    let word = last < start ? fewBytes(view, start, end) : view.getInt32(Math.min(at, last), true)
    if (caseless) word = lowered(word)
    high = Math.imul(high ^ word, HIGH)
    high ^= high >>> 15
    low = Math.imul(low ^ word, LOW) ^ (low >>> 13)
  }
  into.high = mixed(high ^ (end - start))
  into.low = mixed(low + (end - start))
}

function fewBytes(view: DataView, start: number, end: number): number {
  let word = 0
  for (let at = start, shift = 0; at < end; at++, shift += 8) word |= view.getUint8(at) << shift
  return word
}

/** Four bytes, of which those from A to Z are made small. No sum of seven bits reaches the next byte. */
function lowered(word: number): number {
  const bits = word & 0x7f7f7f7f
  const capitals = (bits + 0x3f3f3f3f) & ~(bits + 0x25252525) & ~word & 0x80808080
  return word | (capitals >>> 2)
}

/** Of a hash and one more number, such as another hash's half; the order counts. */
export function hashWith(hash: Hash, high: number, low: number): void {
  hash.high = mixed(Math.imul(hash.high, WITH_HIGH) + high)
  hash.low = mixed(Math.imul(hash.low, WITH_LOW) + low)
}

function mixed(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 16), MIX[0])
  x = Math.imul(x ^ (x >>> 15), MIX[1])
  return (x ^ (x >>> 16)) >>> 0
}

/** One key of a hash for a map: exact up to what 64 bits can tell apart. */
export function hashKey({ high, low }: Hash): string {
  return `${high.toString(36)}.${low.toString(36)}`
}
