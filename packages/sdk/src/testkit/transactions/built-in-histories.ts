import { dirtyHistories } from './histories/dirty.ts'
import { predicateHistories } from './histories/predicates.ts'
import { skewHistories } from './histories/skew.ts'
import type { History } from './history.ts'

/** After Martin Kleppmann's Hermitage (CC BY 4.0), each with a verdict of its own. */
export const builtInHistories: readonly History[] = [...dirtyHistories, ...predicateHistories, ...skewHistories]
