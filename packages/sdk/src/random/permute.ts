import type { Stream } from './stream.ts'

/**
 * A keyed permutation of [0, size): a Feistel network over the next power of two, walked until the value lies inside.
 * The same (stream, size) always gives the same permutation, so unique values need no memory of what was used.
 */
export interface Permutation {
  readonly size: number
  at(index: number): number
  inverse(value: number): number
}

const ROUNDS = 6
const MAX_SIZE = 2 ** 52

function round(key: number, half: number): number {
  let x = (half ^ key) | 0
  x ^= x >>> 16
  x = Math.imul(x, 0x7feb352d)
  x ^= x >>> 15
  x = Math.imul(x, 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

function roundKeys({ a, b }: Stream): Int32Array {
  const keys = new Int32Array(ROUNDS)
  for (let i = 0; i < ROUNDS; i++) keys[i] = round(a + Math.imul(i + 1, 0x9e3779b9), round(b, i) ^ a)
  return keys
}

function bitsFor(size: number): number {
  let bits = 2
  while (2 ** bits < size) bits++
  return bits
}

/** Halves of unequal width (differing by one bit) where the width is odd, so that a walk takes two steps at the most on average. */
export function permutation(stream: Stream, size: number): Permutation {
  if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE) throw new RangeError(`permutation of ${size} values`)
  const keys = roundKeys(stream)
  const bits = bitsFor(size)
  const leftBits = bits >> 1
  const leftSpan = 2 ** leftBits
  const rightSpan = 2 ** (bits - leftBits)

  // Both spans are powers of two: where the width fits 32 bits, masks do what the remainders do.
  const narrow = bits <= 32
  const rightBits = bits - leftBits
  const leftMask = leftSpan - 1
  const rightMask = rightSpan - 1

  const forward32 = (value: number): number => {
    let left = value >>> rightBits
    let right = value & rightMask
    for (let i = 0; i < ROUNDS; i += 2) {
      left = (left + round(keys[i]!, right)) & leftMask
      right = (right + round(keys[i + 1]!, left)) & rightMask
    }
    return ((left << rightBits) | right) >>> 0
  }
  const forward53 = (value: number): number => {
    let left = Math.floor(value / rightSpan)
    let right = value % rightSpan
    for (let i = 0; i < ROUNDS; i += 2) {
      left = (left + round(keys[i]!, right)) % leftSpan
      right = (right + round(keys[i + 1]!, left)) % rightSpan
    }
    return left * rightSpan + right
  }
  const forward = narrow ? forward32 : forward53
  const backward = (value: number): number => {
    let left = Math.floor(value / rightSpan)
    let right = value % rightSpan
    for (let i = ROUNDS - 2; i >= 0; i -= 2) {
      right = (right - (round(keys[i + 1]!, left) % rightSpan) + rightSpan) % rightSpan
      left = (left - (round(keys[i]!, right) % leftSpan) + leftSpan) % leftSpan
    }
    return left * rightSpan + right
  }
  const walk = (step: (value: number) => number, from: number): number => {
    let value = step(from)
    while (value >= size) value = step(value)
    return value
  }
  return {
    size,
    at: size === 1 ? () => 0 : (index) => walk(forward, index),
    inverse: size === 1 ? () => 0 : (value) => walk(backward, value),
  }
}
