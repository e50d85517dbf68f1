import { type Allocation, allocateBy } from '../../generate/allocation.ts'
import type { Vector } from '../../model/batch.ts'
import { mapFloat64 } from '../../random/map.ts'
import { permutation } from '../../random/permute.ts'
import { type Rows, rowsAt, type Stream, substream, word } from '../../random/stream.ts'
import type { RelationshipPattern } from '../data-patterns.ts'

/**
 * Children for each parent, as many as parents had: each parent has a share of all chances of its own, so that a few with
 * many children are as many among any number of parents as they were in the sample, and there are as many children.
 */
export function dealChildren(
  stream: Stream,
  parents: number,
  { children: { weights, tail } }: RelationshipPattern,
  { factor = 1, mostEach = Number.POSITIVE_INFINITY }: { readonly factor?: number; readonly mostEach?: number } = {},
): Allocation {
  const places = permutation(substream(stream, 'place'), Math.max(1, parents))
  const more = substream(stream, 'more')
  const numbers = quantiles(weights)
  const cells = tail && quantiles(tail.cells.map(([, , weight]) => weight))
  const countAt = (chance: number): number => {
    const { index: count, rest } = numbers(chance)
    if (!tail || !cells || count < weights.length - 1) return count
    const { index, rest: within } = cells(rest)
    const [low, high] = tail.cells[index]!
    return Math.round(low + within * (high - low))
  }
  const most = Math.ceil(factor * Math.max(weights.length, ...(tail?.cells ?? []).map(([, high]) => high)))
  return allocateBy(parents, Math.min(most, mostEach), (parent) => {
    const count = countAt((places.at(parent) + word(stream, parent) / 4294967296) / parents)
    const scaled = factor === 1 ? count : Math.floor(count * factor + word(more, parent) / 4294967296)
    return Math.min(scaled, mostEach)
  })
}

/** Which of the weights a chance falls on, and how far it lies in it: both from 0, and below 1. */
function quantiles(weights: readonly number[]): (chance: number) => { readonly index: number; readonly rest: number } {
  const ends: number[] = []
  let sum = 0
  for (const weight of weights) {
    sum += weight
    ends.push(sum)
  }
  return (chance) => {
    const at = chance * sum
    const found = ends.findIndex((end) => at < end)
    const index = found < 0 ? weights.findLastIndex((weight) => weight > 0) : found
    const start = ends[index]! - weights[index]!
    return { index, rest: Math.min(1 - 2 ** -53, (at - start) / weights[index]!) }
  }
}

/** Which parent each row has, -1 where it has none, and the how-manieth child of it the row is. */
export interface Parents {
  locate(rows: Rows): { readonly parents: Float64Array; readonly ordinals: Float64Array }
}

/** Rows in the order of their parents; those past the last are without one. */
export function dealtParents(dealt: Allocation): Parents {
  return {
    locate({ numbers }) {
      const inside = mapFloat64(numbers, (row) => Math.min(row, dealt.rows - 1))
      const found = dealt.rows > 0 ? dealt.locate(inside) : { parents: inside, ordinals: inside }
      return {
        parents: mapFloat64(found.parents, (parent, i) => (numbers[i]! < dealt.rows ? parent : -1)),
        ordinals: found.ordinals,
      }
    },
  }
}

/** Parents that are as often chosen as parents were, for rows that are dealt by another relationship. */
export function chosenParents(stream: Stream, dealt: Allocation, rows: number, orphanShare: number): Parents {
  const shuffled = permutation(substream(stream, 'order'), Math.max(1, rows))
  const lonely = substream(stream, 'none')
  return {
    locate({ numbers }) {
      const slots = mapFloat64(numbers, (row) =>
        Math.min(dealt.rows - 1, Math.floor((shuffled.at(row % Math.max(1, rows)) * dealt.rows) / Math.max(1, rows))),
      )
      const found = dealt.rows > 0 ? dealt.locate(slots) : { parents: slots, ordinals: slots }
      return {
        parents: mapFloat64(found.parents, (parent, i) =>
          dealt.rows === 0 || word(lonely, numbers[i]!) < orphanShare * 4294967296 ? -1 : parent,
        ),
        ordinals: found.ordinals,
      }
    },
  }
}

/** A different parent for each child of one other parent: both keys together are never twice. */
export function distinctParents(stream: Stream, others: Parents, count: number): Parents {
  return {
    locate(rows) {
      const { parents, ordinals } = others.locate(rows)
      const chosen = mapFloat64(parents, (other, i) =>
        ordinals[i]! >= count ? -1 : permutation(substream(stream, other), count).at(ordinals[i]!),
      )
      return { parents: chosen, ordinals }
    },
  }
}

/** A parent of its own for each row, where parents had one child at most: there are at least as many parents. */
export function ownParents(stream: Stream, count: number, orphanShare: number): Parents {
  const order = permutation(substream(stream, 'order'), count)
  const lonely = substream(stream, 'none')
  return {
    locate({ numbers }) {
      return {
        parents: mapFloat64(numbers, (row) => (word(lonely, row) < orphanShare * 4294967296 ? -1 : order.at(row))),
        ordinals: new Float64Array(numbers.length),
      }
    },
  }
}

/** A parent among the rows before, so that a tree grows; the first row has none. */
export function earlierParents(stream: Stream, orphanShare: number): Parents {
  const lonely = substream(stream, 'none')
  return {
    locate({ numbers }) {
      return {
        parents: mapFloat64(numbers, (row) =>
          row === 0 || word(lonely, row) < orphanShare * 4294967296
            ? -1
            : Math.floor((word(stream, row) * row) / 4294967296),
        ),
        ordinals: new Float64Array(numbers.length),
      }
    },
  }
}

/** A key of the parents; null where a row has none. */
export function keyOf(parents: Float64Array, key: (rows: Rows) => Vector): Vector {
  let nulls: Uint8Array | undefined
  for (let i = 0; i < parents.length; i++) {
    if (parents[i]! >= 0) continue
    nulls ??= new Uint8Array(parents.length)
    nulls[i] = 1
  }
  const vector = key(rowsAt(nulls ? mapFloat64(parents, (parent) => Math.max(0, parent)) : parents))
  return nulls ? { ...vector, nulls } : vector
}
