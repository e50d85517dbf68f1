import type { Vector } from '../model/batch.ts'
import { permutation } from '../random/permute.ts'
import { type Rows, substream } from '../random/stream.ts'
import { optionsError } from './define-kind.ts'
import { beyondCapacity, LARGEST_DOMAIN, listedIndices } from './domain.ts'
import type { KindContext, Maker } from './kind.ts'
import { distinct, fitting, fittingOrCut, numberable } from './lists.ts'
import { concat, picks, texts } from './vectors.ts'

/** One of a closed list, such as HTTP methods: a unique field holds each once, and nothing is ever cut. */
export function closedListMaker(context: KindContext, list: readonly string[]): Maker {
  const words = fitting(context.unique ? distinct(list) : list, context.maxLength)
  if (words.length === 0) {
    throw optionsError(
      `none of the ${list.length} values fits into ${context.maxLength} characters`,
      'Widen the column, or choose another kind.',
    )
  }
  const indices = listedIndices(context, words.length)
  return { capacity: distinct(words).length, make: (rows) => picks(new Int32Array(indices(rows)), words) }
}

/**
 * One of an open list, such as job titles. A unique field takes each once, then each with a 2 behind it, and so on: the
 * first rows look best, however many follow.
 */
export function openListMaker(context: KindContext, list: readonly string[]): Maker {
  const numbered = numberedWords(list, context.maxLength)
  if (!context.unique) {
    const words = fittingOrCut(list, context.maxLength)
    const indices = listedIndices(context, words.length)
    return { capacity: numbered.capacity, make: (rows) => picks(new Int32Array(indices(rows)), words) }
  }
  return { capacity: numbered.capacity, make: roundsOf(context, numbered.words, numbered.capacity) }
}

/** Round 0 permutes the list, each further round permutes it again and puts its number behind. */
function roundsOf({ stream }: KindContext, words: readonly string[], capacity: number): (rows: Rows) => Vector {
  const size = words.length
  const orders = new Map<number, (index: number) => number>()
  const orderOf = (round: number) => {
    // Orders cost a key schedule each; a field of many rounds uses the first ones again.
    const which = round % 64
    let at = orders.get(which)
    if (!at) {
      at = permutation(substream(stream, which), size).at
      orders.set(which, at)
    }
    return at
  }
  return ({ numbers, length }) => {
    const indices = new Int32Array(length)
    let last = 0
    for (let i = 0; i < length; i++) {
      const row = numbers[i]!
      if (row >= capacity) throw beyondCapacity(capacity)
      const round = Math.floor(row / size)
      indices[i] = orderOf(round)(row - round * size)
      if (round > last) last = round
    }
    if (last === 0) return picks(indices, words)
    const suffixes = Array.from(numbers, (row) => (row < size ? '' : ` ${Math.floor(row / size) + 1}`))
    return concat(length, picks(indices, words), texts(suffixes))
  }
}

/** How many digits a number may have is settled by what a short column leaves of the list. */
function numberedWords(list: readonly string[], maxLength: number | undefined) {
  const words = numberable(list)
  const capacityOf = (size: number, digits: number) => Math.min(LARGEST_DOMAIN, size * (tenTo(digits) - 1))
  if (maxLength === undefined) return { words, capacity: LARGEST_DOMAIN }
  for (let digits = 9; digits >= 1; digits--) {
    const short = fitting(words, maxLength - 1 - digits)
    if (short.length >= Math.max(1, Math.min(words.length, 20, words.length / 4))) {
      return { words: short, capacity: capacityOf(short.length, digits) }
    }
  }
  const short = distinct(fittingOrCut(words, maxLength))
  return { words: short, capacity: short.length }
}

export function tenTo(digits: number): number {
  let power = 1
  for (let i = 0; i < digits; i++) power *= 10
  return power
}
