import { rounds } from './feistel.ts'
import { absorb, startOfHash } from './keyed-hash.ts'
import { CHANCE_IS_ENOUGH, type Limbs, limbs, ROUNDS, ROUNDS_EACH_WAY, SMALL } from './limbs.ts'
import { SmallPermutations } from './small-permutations.ts'

/** A permutation of the whole numbers from `low` to `high`, both of which are in it. */
export interface IntegerPermutation {
  readonly low: bigint
  readonly high: bigint
  at(value: bigint): bigint
  inverse(value: bigint): bigint
  /** The same for a range that doubles hold exactly: of what is inside of it. */
  atNumber(value: number): number
}

const MOST = 1n << 78n
const EXACT = 2n ** 53n

/**
 * Keyed: four words. No number is its own image where there are two or more; from 2^48 on, by chance of 2^-48. Numbers are
 * written in two or four limbs that have room for a few numbers more than there are; what lands among those is permuted on
 * until it does not.
 */
export function integerPermutation(key: Uint32Array, low: bigint, high: bigint): IntegerPermutation {
  const size = high - low + 1n
  if (size < 1n || size > MOST) throw new RangeError(`permutation of ${size} numbers`)
  const steps = size <= BigInt(SMALL) ? byTable(key, Number(size)) : byRounds(key, size)
  const isExact = -EXACT <= low && high <= EXACT
  const first = Number(low)
  const inside = (value: bigint): bigint => {
    if (value < low || value > high) throw new RangeError('the number is outside of what is permuted')
    return value - low
  }
  return {
    low,
    high,
    at: (value) => low + steps.big(inside(value), true),
    inverse: (value) => low + steps.big(inside(value), false),
    atNumber(value) {
      if (!isExact) throw new RangeError('the numbers are not exact as doubles')
      return first + steps.number(value - first, true)
    },
  }
}

interface Steps {
  number(value: number, forward: boolean): number
  big(value: bigint, forward: boolean): bigint
}

function byTable(key: Uint32Array, size: number): Steps {
  if (size === 1) return { number: () => 0, big: () => 0n }
  const small = new SmallPermutations(key)
  const number = (value: number, forward: boolean) =>
    forward ? small.at(value, size, 0) : small.inverse(value, size, 0)
  return { number, big: (value, forward) => BigInt(number(Number(value), forward)) }
}

function byRounds(key: Uint32Array, exact: bigint): Steps {
  const size = Number(exact)
  const state = startOfHash(key)
  absorb(state, Number(BigInt.asIntN(32, exact)), Number(BigInt.asIntN(32, exact >> 32n)))
  absorb(state, Number(exact >> 64n), 0)
  const number = limbsFor(size)
  const oneCycle = size < CHANCE_IS_ENOUGH
  if (exact <= EXACT) {
    const walk = (value: number, count: number, isBack: boolean): number => {
      write(number, value)
      let result = value
      do {
        rounds(state, number, count, isBack)
        result = read(number)
      } while (result >= size)
      return result
    }
    const at = (value: number, forward: boolean): number => {
      if (!oneCycle) return walk(value, ROUNDS, !forward)
      const next = walk(value, ROUNDS_EACH_WAY, false) + (forward ? 1 : size - 1)
      return walk(next >= size ? next - size : next, ROUNDS_EACH_WAY, true)
    }
    return { number: at, big: (value, forward) => BigInt(at(Number(value), forward)) }
  }
  const big = (value: bigint, forward: boolean): bigint => {
    writeBig(number, value)
    let result = value
    do {
      rounds(state, number, ROUNDS, !forward)
      result = readBig(number)
    } while (result >= exact)
    return result
  }
  return { big, number: (value, forward) => Number(big(BigInt(value), forward)) }
}

/** Two or four limbs, as alike as may be, and together at least `size`; a little more by what rounding adds. */
function limbsFor(size: number): Limbs {
  const number = limbs(4)
  number.left = 2
  number.right = 2
  number.end = 4
  const isShort = size <= 2 ** 39
  const even = Math.ceil(isShort ? Math.sqrt(size) : Math.sqrt(Math.sqrt(size)))
  const last = Math.ceil(size / even ** (isShort ? 1 : 3)) + 1
  number.radices.set(isShort ? [even, 1, last, 1] : [even, even, even, last])
  return number
}

/** The first limb is the lowest. */
function write({ values, radices, end }: Limbs, value: number): void {
  let rest = value
  for (let i = 0; i < end; i++) {
    const above = Math.floor(rest / radices[i]!)
    values[i] = rest - above * radices[i]!
    rest = above
  }
}

function read({ values, radices, end }: Limbs): number {
  let value = 0
  for (let i = end - 1; i >= 0; i--) value = value * radices[i]! + values[i]!
  return value
}

function writeBig({ values, radices, end }: Limbs, value: bigint): void {
  let rest = value
  for (let i = 0; i < end; i++) {
    const radix = BigInt(radices[i]!)
    values[i] = Number(rest % radix)
    rest /= radix
  }
}

function readBig({ values, radices, end }: Limbs): bigint {
  let value = 0n
  for (let i = end - 1; i >= 0; i--) value = value * BigInt(radices[i]!) + BigInt(values[i]!)
  return value
}
