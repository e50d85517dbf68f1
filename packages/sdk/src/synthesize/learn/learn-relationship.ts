import { counted } from '../../model/counted.ts'
import type { RelationshipPattern } from '../data-patterns.ts'
import type { Note } from './column-draft.ts'
import { learnHistogram } from './learn-histogram.ts'
import { rowKeys } from './row-keys.ts'
import type { SampleTable } from './sample-table.ts'

export interface RelationshipEnds {
  readonly parent: { readonly table: SampleTable; readonly fields: readonly string[] }
  readonly child: { readonly table: SampleTable; readonly fields: readonly string[] }
}

export interface LearnedRelationship {
  readonly pattern: RelationshipPattern
  /** The row of its parent by the row of the child, -1 where it has none. */
  readonly parentRows: Int32Array
  /** Children of each parent. */
  readonly counts: Int32Array
  readonly notes: readonly Note[]
}

/** Above this, numbers of children are learned as a range. */
const mostCounted = 60

/** How many children parents have, those without any among them. */
export function learnRelationship({ parent, child }: RelationshipEnds, rareBelow: number): LearnedRelationship {
  const parentKeys = rowKeys(parent.table, parent.fields)
  const childKeys = rowKeys(child.table, child.fields)
  const places = new Map<string, number>()
  for (let row = 0; parentKeys && row < parent.table.rows; row++) {
    const key = parentKeys(row)
    if (key !== undefined) places.set(key, row)
  }
  const counts = new Int32Array(parent.table.rows)
  const parentRows = new Int32Array(child.table.rows).fill(-1)
  let lost = 0
  let none = 0
  for (let row = 0; row < child.table.rows; row++) {
    const key = childKeys?.(row)
    const place = key === undefined ? undefined : places.get(key)
    if (key === undefined) none++
    else if (place === undefined) lost++
    else {
      parentRows[row] = place
      counts[place]!++
    }
  }
  const at = `${child.table.entity}.${child.fields.join(', ')}`
  const notes: Note[] =
    lost > 0
      ? [
          {
            at,
            code: 'parent-missing',
            message: `the parents of ${counted(lost, 'row')} are not in the sample: ${lost === 1 ? 'it counts as a row' : 'they count as rows'} without one`,
          },
        ]
      : []
  const share = child.table.rows === 0 ? 0 : (none + lost) / child.table.rows
  return {
    pattern: {
      parent: { entity: parent.table.entity, fields: [...parent.fields] },
      child: { entity: child.table.entity, fields: [...child.fields] },
      // A child that always has a parent goes on having one, even if not all parents were looked at.
      orphanShare: none === 0 ? 0 : share,
      children: childrenOf(counts, rareBelow),
    },
    parentRows,
    counts,
    notes,
  }
}

function childrenOf(counts: Int32Array, rareBelow: number): RelationshipPattern['children'] {
  if (counts.length === 0) return { weights: [0, 1] }
  const most = counts.reduce((a, b) => Math.max(a, b), 0)
  const weights = new Array<number>(Math.min(most, mostCounted) + 1).fill(0)
  const above: number[] = []
  // Numbers that few parents have stand together from the first such number on, so that none of them shows.
  const frequency = new Map<number, number>()
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1)
  let from = 0
  while (from < weights.length && ((frequency.get(from) ?? 0) >= rareBelow || (frequency.get(from) ?? 0) === 0)) from++
  for (const count of counts) {
    if (count < from) weights[count]!++
    else above.push(count)
  }
  if (above.length === 0) return { weights }
  const tail = learnHistogram(Float64Array.from(above), { rareBelow, mostCells: 64, grid: { decimals: 0, step: 1 } })
  if (!tail) {
    // So few stand for their mean, which the numbers of rows of both say anyway: there are as many children as there were.
    const mean = above.reduce((sum, count) => sum + count, 0) / above.length
    const low = Math.floor(mean)
    const cells: [number, number, number][] = [
      [low, low, above.length * (low + 1 - mean)],
      [low + 1, low + 1, above.length * (mean - low)],
    ]
    return {
      weights: [...weights.slice(0, from), above.length],
      tail: { cells: cells.filter(([, , weight]) => weight > 1e-9), step: 1 },
    }
  }
  const { levels: _, ...histogram } = tail.histogram
  return { weights: [...weights.slice(0, from), above.length], tail: histogram }
}
