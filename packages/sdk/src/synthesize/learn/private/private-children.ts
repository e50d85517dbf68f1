import type { RelationshipPattern } from '../../data-patterns.ts'
import type { LearnedRelationship } from '../learn-relationship.ts'
import type { Noise } from './noise.ts'

const most = 30

/**
 * Noisy numbers of parents with 0, 1, 2 … children, and of children without one. A row that is replaced takes a child from
 * one parent and gives it to another: four numbers change by one.
 */
export function privateChildren(
  { pattern, parentRows, counts }: LearnedRelationship,
  epsilon: number,
  noise: Noise,
): RelationshipPattern {
  const frequency = new Array<number>(most + 1).fill(0)
  for (const count of counts) frequency[Math.min(most, count)]!++
  const weights = frequency.map((count) => Math.max(0, count + noise.count(epsilon / 2, 4)))
  const lonely = parentRows.reduce((sum, row) => sum + (row < 0 ? 1 : 0), 0) + noise.count(epsilon / 2)
  const share = Math.min(0.99, Math.max(0, lonely / Math.max(1, parentRows.length)))
  return {
    ...pattern,
    // A schema that lets no child be without a parent is met: so small a share is noise.
    orphanShare: share < 0.01 ? 0 : share,
    children: { weights: weights.some((weight) => weight > 0) ? weights : [0, 1] },
  }
}
