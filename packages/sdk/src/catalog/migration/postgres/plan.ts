import type { SchemaDefinition } from '../../definition.ts'
import { type CompareOptions, compareSchemas } from '../../diff/compare-schemas.ts'
import { withRenames } from '../../diff/renames.ts'
import type { Fact } from '../../facts.ts'
import type { ObjectId } from '../../identity.ts'
import { type MigrationStep, type Refusal, usualTimeouts } from '../step.ts'
import { arrange } from './arrange.ts'
import { eventDrafts } from './event-drafts.ts'
import { decideFates } from './fates.ts'
import { eventsOf } from './graph.ts'
import type { World } from './kind-rules.ts'
import { rulesOf } from './kinds/all.ts'
import { needsOf } from './needs.ts'
import type { Placed } from './placed.ts'
import { renameDrafts } from './rename-drafts.ts'

export interface PlanOptions extends CompareOptions {
  readonly online?: boolean | undefined
  /** For whoever has the database alone and runs steps side by side that their locks let. */
  readonly apart?: boolean | undefined
}

export interface Plan {
  readonly steps: readonly MigrationStep[]
  readonly refused: readonly Refusal[]
}

/** The steps that make a database of schema a one of schema b, in an order in which each of them can run. */
export function planPostgres(a: SchemaDefinition, b: SchemaDefinition, options: PlanOptions = {}): Plan {
  const { renames = [] } = options
  const before = needsOf(withRenames(a, b, renames))
  const after = needsOf(b)
  const changes = new Map(
    compareSchemas(before.definition, b, { ...options, renames: [] }).changed.map((one) => [one.id, one.changes]),
  )
  const still: World = {
    before,
    after,
    online: options.online === true,
    apart: options.apart,
    isNew: () => false,
    isDropped: () => false,
  }
  const { fates, refused } = decideFates({
    before,
    after,
    changes,
    alteration: (from, to, found) => rulesOf(from).alter(from, to, found, still),
  })
  const has = (id: ObjectId, facts: ReadonlyMap<ObjectId, Fact>, fate: 'create' | 'drop'): boolean => {
    const what = fates.get(id)?.what
    const parent = facts.get(id)?.parent ?? null
    return what === fate || what === 'replace' || (parent !== null && has(parent, facts, fate))
  }
  const world: World = {
    ...still,
    isNew: (id) => has(id, after.facts, 'create'),
    isDropped: (id) => has(id, before.facts, 'drop'),
  }
  const events = eventsOf(fates)
  const drafts = new Map(events.all.map((event) => [event, eventDrafts(event, fates, changes, world, options)]))
  const arranged = arrange(before, after, events, drafts, world)
  return {
    steps: [...renameDrafts(renames, a, b), ...arranged.drafts].map(numbered),
    refused: [...refused, ...arranged.refused],
  }
}

function numbered({ object, draft }: Placed, at: number): MigrationStep {
  return {
    number: at + 1,
    object,
    hazards: [],
    locks: [],
    transaction: 'shared',
    timeouts: usualTimeouts,
    ...draft,
  }
}
