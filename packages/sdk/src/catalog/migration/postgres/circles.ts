import type { FactKind } from '../../facts.ts'
import { type Edge, type Graph, order } from '../order.ts'
import type { Refusal } from '../step.ts'
import type { Event } from './graph.ts'
import type { Needs } from './needs.ts'
import { stubOf } from './stub.ts'

export interface Opened {
  readonly ordered: readonly Event[]
  /** Stubs by the event that gives them the rest, and what is emptied by the event that drops it. */
  readonly stubs: ReadonlyMap<Event, Event>
  readonly refused: readonly Refusal[]
}

/**
 * Orders events, and opens the circles in which they wait for each other: a view or routine is made as a stub first, and
 * whole once what it reads is there; it is emptied first where it goes. A circle without one is told, and then cut, so that the rest has its order.
 */
export function openCircles(graph: Graph<Event>, before: Needs, after: Needs): Opened {
  const nodes = [...graph.nodes]
  let edges = [...graph.edges]
  const stubs = new Map<Event, Event>()
  const refused: Refusal[] = []
  for (;;) {
    const { ordered, circle } = order({ nodes, edges, compare: graph.compare })
    if (circle.length === 0) return { ordered, stubs, refused }
    // Each of the circle waits for the next one.
    const pairs = circle.map(
      (then, at): Edge<Event> => ({ first: circle[(at + 1) % circle.length] ?? then, then, needed: true }),
    )
    const stubbed = pairs.find(({ first }) => !stubs.has(first) && hasStub(first, before, after))
    const cut = stubbed ?? pairs[0]
    if (cut === undefined) return { ordered, stubs, refused }
    edges = edges.filter(({ first, then }) => first !== cut.first || then !== cut.then)
    if (stubbed === undefined) {
      refused.push(circular(circle))
      continue
    }
    const stub: Event = { what: cut.first.what === 'drop' ? 'hollow' : 'stub', id: cut.first.id }
    stubs.set(cut.first, stub)
    nodes.push(stub)
    const needed = edges.filter(
      ({ first, then }) => stub.what === 'stub' && then === cut.first && isOfSignature(first, after),
    )
    edges.push(
      { first: stub, then: cut.then, needed: true },
      { first: stub, then: cut.first, needed: true },
      ...needed.map(({ first }): Edge<Event> => ({ first, then: stub, needed: true })),
    )
  }
}

function hasStub({ what, id }: Event, before: Needs, after: Needs): boolean {
  const fact = what === 'create' ? after.facts.get(id) : what === 'drop' ? before.facts.get(id) : undefined
  return fact !== undefined && stubOf(fact) !== null
}

const ofSignature: ReadonlySet<FactKind> = new Set([
  'schema',
  'extension',
  'collation',
  'enum',
  'domain',
  'composite',
  'range',
  'table',
])

/** What the stub itself may need: the types of its arguments and columns, and what must be gone before it. */
function isOfSignature({ what, id }: Event, after: Needs): boolean {
  const kind = after.facts.get(id)?.kind
  return what === 'drop' || (kind !== undefined && ofSignature.has(kind))
}

function circular(circle: readonly Event[]): Refusal {
  return {
    object: circle[0]?.id ?? '',
    why: `these wait for each other: ${circle.map(({ what, id }) => `${what} ${id}`).join(', ')}`,
    hint: 'Change one of them in a migration of its own first.',
  }
}
