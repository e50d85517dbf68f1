import type { Stream } from '../random/stream.ts'
import { word } from '../random/stream.ts'

/**
 * Children in a number that each parent draws for itself. Row r of the child belongs to one parent and has an ordinal
 * there; both are found from r alone. Only one sum for each block of parents is kept, so ten million parents cost 80 kB, and
 * the blocks that rows were looked for in: 2 MB at most.
 */
export interface Allocation {
  readonly rows: number
  /** The most children that one parent may have. */
  readonly most: number
  /** For rows in any order: which parent, and the how-manieth child of it, from 0. */
  locate(rows: Float64Array): { parents: Float64Array; ordinals: Float64Array }
}

const BLOCK = 1024
const MOST_OPEN = 256

/** `shape` turns one uniform word into a number of children in [min, max]. */
export function allocate(stream: Stream, parents: number, most: number, shape: (word: number) => number): Allocation {
  return allocateBy(parents, most, (parent) => shape(word(stream, parent)))
}

/** `countOf` says the same of a parent whenever it is asked. */
export function allocateBy(parents: number, most: number, countOf: (parent: number) => number): Allocation {
  const starts = new Float64Array(Math.ceil(parents / BLOCK) + 1)
  let total = 0
  for (let parent = 0; parent < parents; parent++) {
    if (parent % BLOCK === 0) starts[parent / BLOCK] = total
    total += countOf(parent)
  }
  starts[starts.length - 1] = total

  const opened = new Map<number, Float64Array>()
  let last: { readonly block: number; readonly ends: Float64Array } = { block: -1, ends: new Float64Array() }
  /** Running ends of the block's parents; rows in order open each block once, others jump between them. */
  const open = (block: number): Float64Array => {
    if (last.block === block) return last.ends
    const known = opened.get(block)
    if (known) {
      last = { block, ends: known }
      return known
    }
    if (opened.size >= MOST_OPEN) opened.clear()
    const ends = new Float64Array(BLOCK)
    let end = starts[block]!
    for (let i = 0; i < BLOCK; i++) {
      const parent = block * BLOCK + i
      if (parent < parents) end += countOf(parent)
      ends[i] = end
    }
    opened.set(block, ends)
    last = { block, ends }
    return ends
  }

  return {
    rows: total,
    most,
    locate(rows) {
      const found = new Float64Array(rows.length)
      const ordinals = new Float64Array(rows.length)
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!
        const block = lastAtMost(starts, row, starts.length - 1)
        const ends = open(block)
        const within = firstAbove(ends, row)
        found[i] = block * BLOCK + within
        ordinals[i] = row - (within === 0 ? starts[block]! : ends[within - 1]!)
      }
      return { parents: found, ordinals }
    },
  }
}

/** The last index below `length` whose entry is <= value; entries do not fall, the first is <= value. */
function lastAtMost(sorted: Float64Array, value: number, length: number): number {
  let low = 0
  let high = length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle
    else high = middle
  }
  return low
}

/** The first index whose entry is > value. */
function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}
