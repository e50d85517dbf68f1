const TWO_32 = 4294967296
const TWO_53 = 9007199254740992

/** A whole number in [0, n) out of one word; for n up to 2^32. The bias is below n / 2^32. */
export function below(word: number, n: number): number {
  return Math.floor((word * n) / TWO_32)
}

/** A fraction in [0, 1) with 53 bits out of two words. */
export function fraction(high: number, low: number): number {
  return ((high >>> 0) * 2097152 + (low >>> 11)) / TWO_53
}
