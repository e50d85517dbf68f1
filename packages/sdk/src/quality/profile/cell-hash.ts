const scratch = new DataView(new ArrayBuffer(8))

/** 53 bits of a well-mixed hash, as a whole number. Of a hundred thousand values two meet in one run of a million. */
export function hashOfText(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
  }
  return finished(a, b)
}

/** Equal numbers have equal hashes: 0 and −0 are one. */
export function hashOfNumber(value: number): number {
  scratch.setFloat64(0, value === 0 ? 0 : value)
  return hashOfWords(scratch.getInt32(0), scratch.getInt32(4))
}

export function hashOfWords(high: number, low: number): number {
  return finished(Math.imul(high ^ 0x5bd1e995, 2654435761) ^ low, Math.imul(low ^ 0x27d4eb2f, 1597334677) + high)
}

/** Of several hashes in their order. */
export function hashOfAll(hashes: readonly number[]): number {
  let a = 0x243f6a88
  let b = 0x85a308d3
  for (const hash of hashes) {
    const high = Math.floor(hash / 4294967296)
    a = Math.imul(a ^ hash, 2654435761)
    b = Math.imul(b ^ high, 1597334677)
    a ^= b >>> 13
    b ^= a >>> 16
  }
  return finished(a, b)
}

function finished(first: number, second: number): number {
  let a = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909)
  let b = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d)
  b = Math.imul(b ^ (b >>> 15), 0x846ca68b)
  a ^= a >>> 15
  b ^= b >>> 16
  return 4294967296 * (b & 0x1fffff) + (a >>> 0)
}
