import type { Edge } from '../order.ts'
import type { Refusal } from '../step.ts'
import { strongestLocks } from '../strongest-locks.ts'
import { openCircles } from './circles.ts'
import { compareEvents } from './compare-events.ts'
import type { EventDrafts } from './event-drafts.ts'
import { type Event, type Events, edgesOf } from './graph.ts'
import type { Draft, World } from './kind-rules.ts'
import type { Needs } from './needs.ts'
import type { Placed } from './placed.ts'
import { hollowOf, overStub, stubOf } from './stub.ts'

export interface Arranged {
  readonly drafts: readonly Placed[]
  readonly refused: readonly Refusal[]
}

/** Puts the drafts of all events into one order. */
export function arrange(
  before: Needs,
  after: Needs,
  events: Events,
  drafts: ReadonlyMap<Event, EventDrafts>,
  world: World,
): Arranged {
  const hosts = hostsOf(events, drafts, before, after)
  const host = (event: Event): Event => hosts.get(event) ?? event
  const nodes = events.all.filter((event) => !hosts.has(event))
  const edges = [...edgesOf(before, after, events), ...positionEdges(events, after)].map(
    ({ first, then, needed }): Edge<Event> => ({ first: host(first), then: host(then), needed }),
  )
  const compare = compareEvents(before, after)
  const { ordered, stubs, refused } = openCircles({ nodes, edges, compare }, before, after)
  const guests = new Map<Event, Event[]>()
  for (const [guest, owner] of hosts) guests.set(owner, [...(guests.get(owner) ?? []), guest])
  return {
    drafts: ordered.flatMap((event) => {
      const guestsHere = [...(guests.get(event) ?? [])].sort(compare).map((guest) => drafts.get(guest) ?? nothing)
      return stepsOf(event, draftsOf(event, drafts, stubs, world), guestsHere, world)
    }),
    refused,
  }
}

/** What comes or goes without a draft of its own does so with what it is a part of, and what it needs, that needs too. */
function hostsOf(
  events: Events,
  drafts: ReadonlyMap<Event, EventDrafts>,
  before: Needs,
  after: Needs,
): Map<Event, Event> {
  const hosts = new Map<Event, Event>()
  for (const event of events.all) {
    const facts = event.what === 'create' ? after.facts : event.what === 'drop' ? before.facts : undefined
    let at: Event | undefined = event
    while (facts !== undefined && drafts.get(at)?.own.length === 0) {
      const parent: string | null = facts.get(at.id)?.parent ?? null
      const above: Event | undefined = parent === null ? undefined : events.of(event.what, parent)
      if (above === undefined) break
      hosts.set(event, above)
      at = above
    }
  }
  return hosts
}

const nothing: EventDrafts = { own: [], aspects: [] }

function draftsOf(
  event: Event,
  drafts: ReadonlyMap<Event, EventDrafts>,
  stubs: ReadonlyMap<Event, Event>,
  world: World,
): EventDrafts {
  const found = drafts.get(event) ?? nothing
  const old = world.before.facts.get(event.id)
  if (event.what === 'hollow') return { ...nothing, own: old === undefined ? [] : [hollowOf(old)].filter(isDraft) }
  const fact = world.after.facts.get(event.id)
  if (fact === undefined || event.what === 'drop') return found
  if (event.what === 'stub') return { ...nothing, own: [stubOf(fact)].filter(isDraft) }
  return stubs.has(event) ? { ...found, own: overStub(fact, world) } : found
}

/** A new object is one step with its comment, owner and privileges; what changes is a step for each change. */
function stepsOf(event: Event, { own, aspects }: EventDrafts, guests: readonly EventDrafts[], world: World): Placed[] {
  const more = [...aspects, ...guests.flatMap((guest) => guest.aspects)]
  const [first, ...rest] = own
  if (first !== undefined && event.what === 'create' && world.isNew(event.id)) {
    const joined = [first, ...rest, ...more]
    if (joined.every(({ transaction = 'shared' }) => transaction === 'shared')) {
      return [{ object: event.id, draft: join(first, joined) }]
    }
  }
  return [...own, ...more].map((draft) => ({ object: event.id, draft }))
}

function join(first: Draft, drafts: readonly Draft[]): Draft {
  return {
    ...first,
    statements: drafts.flatMap(({ statements }) => statements),
    hazards: drafts.flatMap(({ hazards = [] }) => hazards),
    locks: strongestLocks(drafts.flatMap(({ locks = [] }) => locks)),
  }
}

/** New columns come in the order of the wanted table, where nothing speaks against it. */
function positionEdges(events: Events, after: Needs): Edge<Event>[] {
  return after.definition.tables.flatMap(({ schema, name }) => {
    const columns = [...after.facts.values()].filter(
      (fact) => fact.kind === 'column' && fact.table.schema === schema && fact.table.name === name,
    )
    const made = columns.flatMap(({ id }) => events.of('create', id) ?? [])
    return made.slice(1).flatMap((then, at) => {
      const first = made[at]
      return first === undefined ? [] : [{ first, then, needed: false }]
    })
  })
}

function isDraft(draft: Draft | null): draft is Draft {
  return draft !== null
}
