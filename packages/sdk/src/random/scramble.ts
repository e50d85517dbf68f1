import { below } from './draw.ts'
import { type Stream, word } from './stream.ts'

/** Numbers of so many digits stay exact through the products. */
export const SCRAMBLE_DIGITS = 15

/**
 * A bijection from rows 0, 1, 2 … to the numbers 1, 2, 3 … below 10^15 that keeps the number of digits: the first nine
 * rows get 1 to 9, the next ninety 10 to 99, and so on. A table of a hundred rows gets short numbers, however many rows
 * are asked for later. Within d digits it is affine: x -> a x + c modulo the size of the block, a prime to that size.
 */
export function digitScramble(stream: Stream): (row: number) => number {
  const starts: number[] = []
  const sizes: number[] = []
  const factors: number[] = []
  const offsets: number[] = []
  for (let digits = 1, power = 1; digits <= SCRAMBLE_DIGITS; digits++, power *= 10) {
    const start = power
    const size = power * 9
    const limit = Math.min(size, Math.floor((2 ** 53 - 1) / size) - 1)
    let factor = Math.max(1, below(word(stream, digits, 0), limit))
    while (factor > 1 && !primeTo30(factor)) factor--
    starts.push(start)
    sizes.push(size)
    factors.push(factor)
    offsets.push(Math.floor((word(stream, digits, 1) / 4294967296) * size))
  }
  return (row) => {
    let block = 0
    while (block < SCRAMBLE_DIGITS - 1 && row + 1 >= starts[block + 1]!) block++
    const start = starts[block]!
    const size = sizes[block]!
    const product = (row + 1 - start) * factors[block]!
    let x = product - Math.floor(product / size) * size
    if (x < 0) x += size
    else if (x >= size) x -= size
    x += offsets[block]!
    return start + (x >= size ? x - size : x)
  }
}

/** The sizes of the blocks are 9 * 10^k: prime to 2, 3 and 5 is prime to all of them. */
function primeTo30(n: number): boolean {
  return n % 2 !== 0 && n % 3 !== 0 && n % 5 !== 0
}
