import type { AnyEdge, ManyEdge, RefEdge } from './edge.ts'
import { stateOf } from './factory-state.ts'
import type { RowNode } from './row-node.ts'

/**
 * The row that an association leads back to, where following it would never end. A row that is waiting for this one as
 * its parent becomes the parent in turn; so does the row itself, where it needs one of its own kind.
 */
export function closingNode(node: RowNode, edge: RefEdge<unknown>): RowNode | undefined {
  const { base } = stateOf(edge.target)
  const plain = edge.traits.length === 0 && Object.keys(edge.overrides).length === 0
  for (let at: RowNode | undefined = node; at && plain; at = at.place.origin) {
    if (at.blueprint.base === base) return at
    if (at.place.via?.edge !== 'ref') break
  }
  if (!followedAlready(node, edge)) return undefined
  for (let at: RowNode | undefined = node; at; at = at.place.origin) if (at.blueprint.base === base) return at
  return undefined
}

/** A parent that came along brings no more children of the kind it came for, and no row brings its like without end. */
export function leadsBack(node: RowNode, edge: ManyEdge<unknown>): boolean {
  const { origin, via } = node.place
  if (via?.edge === 'ref' && origin && origin.blueprint.base === stateOf(edge.target).base) return true
  return followedAlready(node, edge)
}

function followedAlready(node: RowNode, edge: AnyEdge): boolean {
  for (let at: RowNode | undefined = node; at; at = at.place.origin) if (at.place.via === edge) return true
  return false
}
