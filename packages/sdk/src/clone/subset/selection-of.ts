import type { RowSelection } from '../clone-plan.ts'
import type { KeyLog } from './key-log.ts'
import type { SubsetNode } from './subset-graph.ts'

const keysACondition = 2000

/** @param keys in the order in which they are to be copied */
export function selectionOf({ name, identity }: SubsetNode, keys: KeyLog, why: readonly string[]): RowSelection {
  return {
    table: name,
    rows: keys.size,
    why,
    *conditions() {
      if (identity === undefined) return
      for (let at = 0; at < keys.size; at += keysACondition) {
        yield identity.condition(keys.slice(at, at + keysACondition))
      }
    },
  }
}
