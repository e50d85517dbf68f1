import type { FactKind } from '../../facts.ts'
import { objectKinds } from '../../identity.ts'
import { type Edge, order } from '../order.ts'
import type { Refusal } from '../step.ts'
import type { EventDrafts } from './event-drafts.ts'
import { type Event, type Events, edgesOf } from './graph.ts'
import type { Draft, World } from './kind-rules.ts'
import type { Needs } from './needs.ts'
import type { Placed } from './placed.ts'

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
  const hosts = hostsOf(events, drafts, after)
  const host = (event: Event): Event => hosts.get(event) ?? event
  const nodes = events.all.filter((event) => !hosts.has(event))
  const edges = [...edgesOf(before, after, events), ...positionEdges(events, after)].map(
    ({ first, then, needed }): Edge<Event> => ({ first: host(first), then: host(then), needed }),
  )
  const compare = comparison(before, after)
  const refused: Refusal[] = []
  let ordered = order({ nodes, edges, compare })
  while (ordered.circle.length > 0) {
    const [cut, ...rest] = ordered.circle
    if (cut === undefined) break
    refused.push(circular(cut, [cut, ...rest]))
    const waitsFor = rest[0] ?? cut
    const at = edges.findIndex(({ first, then, needed }) => needed && first === waitsFor && then === cut)
    for (let i = edges.length - 1; i >= 0; i--) {
      const edge = edges[i]
      if (edge?.first === waitsFor && edge.then === cut) edges.splice(i, 1)
    }
    if (at < 0) break
    ordered = order({ nodes, edges, compare })
  }
  const guests = new Map<Event, Event[]>()
  for (const [guest, owner] of hosts) guests.set(owner, [...(guests.get(owner) ?? []), guest])
  return {
    drafts: ordered.ordered.flatMap((event) =>
      stepsOf(event, [...(guests.get(event) ?? [])].sort(compare), drafts, world),
    ),
    refused,
  }
}

/** What is made without a draft of its own comes with what it is a part of, and what it needs, that needs too. */
function hostsOf(events: Events, drafts: ReadonlyMap<Event, EventDrafts>, after: Needs): Map<Event, Event> {
  const hosts = new Map<Event, Event>()
  for (const event of events.all) {
    let at: Event | undefined = event
    while (at?.what === 'create' && drafts.get(at)?.own.length === 0) {
      const parent: string | null = after.facts.get(at.id)?.parent ?? null
      const above: Event | undefined = parent === null ? undefined : events.of('create', parent)
      if (above === undefined) break
      hosts.set(event, above)
      at = above
    }
  }
  return hosts
}

/** A new object is one step with its comment, owner and privileges; what changes is a step for each change. */
function stepsOf(
  event: Event,
  guests: readonly Event[],
  drafts: ReadonlyMap<Event, EventDrafts>,
  world: World,
): Placed[] {
  const { own, aspects } = drafts.get(event) ?? { own: [], aspects: [] }
  const more = [...aspects, ...guests.flatMap((guest) => drafts.get(guest)?.aspects ?? [])]
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
    locks: drafts.flatMap(({ locks = [] }) => locks),
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

/**
 * Where nothing else decides: what stands in the way goes first, what others need comes before them, what holds data goes
 * last; then by kind and name, so that the order is always the same.
 */
function comparison(before: Needs, after: Needs): (one: Event, other: Event) => number {
  const ranks = new Map<Event, readonly [number, number]>()
  const rankOf = (event: Event): readonly [number, number] => {
    const found = ranks.get(event)
    if (found) return found
    const kind = (after.facts.get(event.id) ?? before.facts.get(event.id))?.kind ?? 'table'
    const rank = [phase(event, kind), objectKinds.indexOf(kind)] as const
    ranks.set(event, rank)
    return rank
  }
  return (one, other) => {
    const [phaseA, kindA] = rankOf(one)
    const [phaseB, kindB] = rankOf(other)
    const byId = one.id < other.id ? -1 : one.id > other.id ? 1 : 0
    return phaseA - phaseB || kindA - kindB || byId || (one.what < other.what ? -1 : 1)
  }
}

const holdsData: ReadonlySet<FactKind> = new Set([
  'schema',
  'extension',
  'collation',
  'enum',
  'domain',
  'composite',
  'range',
  'sequence',
  'table',
  'column',
])

function phase({ what }: Event, kind: FactKind): number {
  if (kind === 'default privileges') return 5
  if (what === 'drop') return holdsData.has(kind) ? 4 : 0
  if (what === 'aside') return 1
  return what === 'alter' ? 2 : 3
}

function circular(event: Event, circle: readonly Event[]): Refusal {
  return {
    object: event.id,
    why: `these wait for each other: ${circle.map(({ what, id }) => `${what} ${id}`).join(', ')}`,
    hint: 'Change one of them in a migration of its own first.',
  }
}
