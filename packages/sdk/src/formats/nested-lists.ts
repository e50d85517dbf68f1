import type { Vector } from '../model/batch.ts'
import { Unwritable } from './unwritable.ts'

/** The sizes of nested lists, outermost first, and the innermost lists in order. Postgres has only rectangles. */
export function flattenLists(elements: Vector): { dimensions: number[]; leaves: Vector[] } {
  const dimensions = [elements.length]
  let leaves: readonly Vector[] = [elements]
  while (leaves.some((leaf) => leaf.type === 'list')) {
    const inner: Vector[] = []
    for (const leaf of leaves) {
      if (leaf.type !== 'list' || leaf.nulls?.includes(1)) throw new Unwritable('an array holds lists and other values')
      inner.push(...leaf.values)
    }
    const size = inner[0]?.length ?? 0
    if (inner.some(({ length }) => length !== size)) throw new Unwritable('an array holds lists of different lengths')
    dimensions.push(size)
    leaves = inner
  }
  return { dimensions, leaves: [...leaves] }
}
