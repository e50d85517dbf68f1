/**
 * A number in mixed radix, as limbs of at most 20 bits, taken as a left half, the limbs below `left`, and a right one, those
 * from `right` to `end`: both of an even number of limbs, the last of which may have radix 1.
 */
export interface Limbs {
  readonly values: Int32Array
  readonly radices: Int32Array
  left: number
  right: number
  end: number
}

/** Limbs are below this, so that 32 bits of hash times a radix are exact in a double, and a message has room beside them. */
export const LIMB_RADIX = 1 << 20

/** So few numbers are permuted by a table. */
export const SMALL = 65_536

/** From so many numbers on, nothing is done against a number that is its own image: chance gives each one of 2^-48. */
export const CHANCE_IS_ENOUGH = 2 ** 48

export const ROUNDS = 8
export const ROUNDS_EACH_WAY = 4

export function limbs(capacity: number): Limbs {
  return { values: new Int32Array(capacity), radices: new Int32Array(capacity), left: 0, right: 0, end: 0 }
}
