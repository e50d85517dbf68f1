import type { SchemaDefinition } from '../../definition.ts'
import { type Aspects, aspectNames } from '../../diff/properties.ts'
import type { PropertyChange } from '../../diff/schema-diff.ts'
import type { Fact } from '../../facts.ts'
import type { ObjectId } from '../../identity.ts'
import { accessDrafts, commentDraft, defaultAccess, ownerDraft } from './aspects.ts'
import type { Fate } from './fates.ts'
import type { Event } from './graph.ts'
import type { Draft, Side, World } from './kind-rules.ts'
import { rulesOf } from './kinds/all.ts'
import { retypeColumn } from './kinds/column.ts'
import { dropAside, renameAside } from './kinds/type-aside.ts'
import { partAccessDrafts } from './part-access.ts'
import { partCommentDrafts } from './part-comments.ts'

/** What an event takes: of the object itself, and of its comment, owner and privileges. */
export interface EventDrafts {
  readonly own: readonly Draft[]
  readonly aspects: readonly Draft[]
}

export function eventDrafts(
  { what, id }: Event,
  fates: ReadonlyMap<ObjectId, Fate>,
  changes: ReadonlyMap<ObjectId, readonly PropertyChange[]>,
  world: World,
  options: Aspects,
): EventDrafts {
  const from = world.before.facts.get(id)
  const to = world.after.facts.get(id)
  const fate = fates.get(id)
  const isAside = fate?.what === 'replace' && fate.aside
  switch (what) {
    case 'stub':
    case 'hollow':
      return own([])
    case 'aside':
      return own(from === undefined ? [] : [renameAside(from, world)])
    case 'drop':
      if (from === undefined) return own([])
      return own(isAside ? [dropAside(from, world)] : rulesOf(from).drop(from, world))
    case 'create':
      if (to === undefined) return own([])
      return { own: rulesOf(to).create(to, world), aspects: aspectsOfNew(to, from !== undefined, world, options) }
    case 'alter':
      if (from === undefined || to === undefined) return own([])
      return {
        own: alterDrafts(from, to, changes.get(id) ?? [], fate?.what === 'alter' && fate.retype, world),
        aspects: aspectsOfChange(to, changes.get(id) ?? [], world),
      }
  }
}

function own(drafts: readonly Draft[]): EventDrafts {
  return { own: drafts, aspects: [] }
}

function alterDrafts(
  from: Fact,
  to: Fact,
  changes: readonly PropertyChange[],
  retype: boolean,
  world: World,
): readonly Draft[] {
  const changed = changes.filter(({ property }) => !(retype && property === 'databaseType'))
  const ownChanges = changed.filter(({ property }) => !aspectNames.has(property))
  const moved = retype && to.kind === 'column' ? retypeColumn(to, world) : []
  if (ownChanges.length === 0) return moved
  const how = rulesOf(from).alter(from, to, ownChanges, world)
  return how.how === 'in place' ? [...moved, ...how.drafts] : moved
}

/**
 * What is made again keeps its owner and privileges also where nobody compares them. Nobody waits for an object that was
 * not there, and nobody could use it.
 */
function aspectsOfNew(fact: Fact, replaced: boolean, world: World, options: Aspects): Draft[] {
  const { before, after } = world
  const { comments, partComments } = after.definition
  const ownerSide = options.owners === true ? after : replaced ? before : undefined
  const accessSide = options.privileges !== false ? after : replaced ? before : undefined
  const owner = ownerSide?.definition.owners[fact.id]
  return [
    ...given(commentDraft(fact, null, comments[fact.id] ?? null)),
    ...partCommentDrafts(fact, undefined, partComments[fact.id], world),
    ...(owner === undefined ? [] : given(ownerDraft(fact, owner))),
    ...(accessSide === undefined ? [] : accessOfNew(fact, accessSide.definition, before)),
  ].map(({ hazards: _, locks: __, ...draft }) => draft)
}

function accessOfNew(fact: Fact, { access, partAccess }: SchemaDefinition, before: Side): Draft[] {
  return [
    ...accessDrafts(fact, defaultAccess(fact, before), access[fact.id] ?? null),
    ...partAccessDrafts(fact, undefined, partAccess[fact.id]),
  ]
}

function aspectsOfChange(fact: Fact, changes: readonly PropertyChange[], world: World): Draft[] {
  const [before, after] = [world.before.definition, world.after.definition]
  const { id } = fact
  return changes.flatMap(({ property }): Draft[] => {
    switch (property) {
      case 'comment':
        return given(commentDraft(fact, before.comments[id] ?? null, after.comments[id] ?? null))
      case 'partComments':
        return partCommentDrafts(fact, before.partComments[id], after.partComments[id], world)
      case 'owner': {
        const owner = after.owners[id]
        return owner === undefined ? [] : given(ownerDraft(fact, owner))
      }
      case 'access':
        return [...accessDrafts(fact, before.access[id] ?? null, after.access[id] ?? null)]
      case 'partAccess':
        return partAccessDrafts(fact, before.partAccess[id], after.partAccess[id])
      default:
        return []
    }
  })
}

function given(draft: Draft | null): Draft[] {
  return draft === null ? [] : [draft]
}
