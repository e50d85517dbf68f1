import { below } from './draw.ts'
import { type Stream, word } from './stream.ts'

/** Numbers of so many digits stay exact through the products. */
export const SCRAMBLE_DIGITS = 15

/**
 * A bijection from rows 0, 1, 2 … to the numbers 1, 2, 3 … below 10^15 that keeps the number of digits: the first nine
 * rows get 1 to 9, the next ninety 10 to 99, and so on. A table of a hundred rows gets short numbers, however many rows
 * are asked for later. Within d digits it is affine: x -> a x + c modulo the size of the block, a prime to that size.
 */
export interface DigitScramble {
  at(row: number): number
  /** Many rows at once: neighbours lie in one block, which is then looked up once. */
  all(rows: Float64Array): Float64Array
}

export function digitScramble(stream: Stream): DigitScramble {
  const starts: number[] = []
  const sizes: number[] = []
  const factors: number[] = []
  const offsets: number[] = []
  for (let digits = 1, power = 1; digits <= SCRAMBLE_DIGITS; digits++, power *= 10) {
    const size = power * 9
    const limit = Math.min(size, Math.floor((2 ** 53 - 1) / size) - 1)
    let factor = Math.max(1, below(word(stream, digits, 0), limit))
    while (factor > 1 && !primeTo30(factor)) factor--
    starts.push(power)
    sizes.push(size)
    factors.push(factor)
    offsets.push(Math.floor((word(stream, digits, 1) / 4294967296) * size))
  }
  const all = (rows: Float64Array): Float64Array => {
    const out = new Float64Array(rows.length)
    let start = 0
    let size = 0
    let factor = 0
    let offset = 0
    for (let i = 0; i < out.length; i++) {
      const n = rows[i]! + 1
      if (n < start || n >= start + size) {
        let block = 0
        while (block < SCRAMBLE_DIGITS - 1 && n >= starts[block + 1]!) block++
        start = starts[block]!
        size = sizes[block]!
        factor = factors[block]!
        offset = offsets[block]!
      }
      const product = (n - start) * factor
      let x = product - Math.floor(product / size) * size
      if (x < 0) x += size
      else if (x >= size) x -= size
      x += offset
      out[i] = start + (x >= size ? x - size : x)
    }
    return out
  }
  return { all, at: (row) => all(Float64Array.of(row))[0]! }
}

/** The sizes of the blocks are 9 * 10^k: prime to 2, 3 and 5 is prime to all of them. */
function primeTo30(n: number): boolean {
  return n % 2 !== 0 && n % 3 !== 0 && n % 5 !== 0
}
