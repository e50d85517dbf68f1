import type { Fact } from '../../facts.ts'
import { type ObjectId, objectId } from '../../identity.ts'
import type { Edge } from '../order.ts'
import { claimsOf } from './claims.ts'
import type { Fate } from './fates.ts'
import { mentions } from './mentions.ts'
import type { Needs } from './needs.ts'
import { renamedFrom } from './renamed-part.ts'

/** Something that happens to one object. */
export interface Event {
  /**
   * `aside`: a type is renamed, so that its successor can take its name. `stub`: a view or routine is made without what it
   * reads, where others need it before that is there. `hollow`: one is emptied in the same way, so that others can go.
   */
  readonly what: 'create' | 'alter' | 'drop' | 'aside' | 'stub' | 'hollow'
  readonly id: ObjectId
}

export interface Events {
  readonly all: readonly Event[]
  of(what: Event['what'], id: ObjectId): Event | undefined
}

export function eventsOf(fates: ReadonlyMap<ObjectId, Fate>): Events {
  const all = [...fates].flatMap(([id, fate]) => happenings(fate).map((what): Event => ({ what, id })))
  const byKey = new Map(all.map((event) => [`${event.what} ${event.id}`, event]))
  return { all, of: (what, id) => byKey.get(`${what} ${id}`) }
}

function happenings(fate: Fate): Event['what'][] {
  if (fate.what !== 'replace') return [fate.what]
  return fate.aside ? ['aside', 'create', 'drop'] : ['drop', 'create']
}

/**
 * What must happen before what. Things are made after what they need, dropped before what they need, and changed between
 * the two; a name is free once what had it is gone.
 */
export function edgesOf(before: Needs, after: Needs, events: Events): Edge<Event>[] {
  const edges: Edge<Event>[] = []
  for (const event of events.all) {
    if (event.what === 'create' || event.what === 'alter') makingEdges(event)
    if (event.what === 'drop' || event.what === 'alter') goingEdges(event)
    if (event.what === 'create') replacingEdges(event)
    if (event.what === 'create' || event.what === 'alter') familyEdges(event)
    if (event.what !== 'create') leavingEdges(event)
    if (event.what === 'alter') loggingEdges(event)
  }
  nameEdges()
  return edges

  function makingEdges(event: Event): void {
    const fact = after.facts.get(event.id)
    if (fact === undefined) return
    for (const id of after.needs(event.id)) {
      if (isOwnership(fact, id)) continue
      edge(events.of('create', id), event, true)
      edge(events.of('alter', id), event, event.what === 'create')
    }
    for (const id of mentions(fact, after)) {
      edge(events.of('create', id), event, false)
      edge(events.of('alter', id), event, false)
    }
  }

  function goingEdges(event: Event): void {
    const kept = new Set(after.needs(event.id))
    for (const id of before.needs(event.id)) {
      if (event.what === 'drop') {
        const isNeeded = !isOwnership(before.facts.get(event.id), id)
        // Only a routine is dropped by the names of its types, which must be what they were.
        const aside = isRoutine(before.facts.get(event.id)) ? events.of('aside', id) : undefined
        edge(event, aside ?? events.of('drop', id), isNeeded)
        edge(event, events.of('alter', id), isNeeded)
      } else if (!kept.has(id) || events.of('aside', id)) edge(event, events.of('drop', id), true)
    }
  }

  function replacingEdges(event: Event): void {
    const made = after.facts.get(event.id)
    const freed = made === undefined ? undefined : renamedFrom(made, before)
    if (freed !== undefined) edge(event, events.of('create', freed), false)
    const aside = events.of('aside', event.id)
    const drop = events.of('drop', event.id)
    edge(aside, event, true)
    if (aside === undefined) edge(drop, event, true)
    else edge(event, drop, true)
    if (aside === undefined && drop !== undefined) for (const whole of wholesOf(event.id)) edge(whole, event, true)
  }

  /** A key or index of a part goes when that of the whole does, which others wait for that shall have its name. */
  function wholesOf(id: ObjectId): Event[] {
    const kind = before.facts.get(id)?.kind
    if (kind !== 'constraint' && kind !== 'index') return []
    const wholes = before.needs(id).filter((needed) => before.facts.get(needed)?.kind === kind)
    return wholes.flatMap((whole) => events.of('drop', whole) ?? [])
  }

  /** A table joins another once the columns of both are as they shall be, and leaves one before that one's change. */
  function familyEdges(event: Event): void {
    const now = parentsOf(after.facts.get(event.id))
    const then = parentsOf(before.facts.get(event.id))
    const joined = now.filter((id) => !then.includes(id))
    for (const id of joined) {
      for (const column of columnEvents(id)) edge(column, event, true)
    }
    const left = then.filter((id) => !now.includes(id))
    const moved = joined.length + left.length === 0 && boundOf(before, event.id) !== boundOf(after, event.id)
    if (moved) moveEdges(event, now)
    if (moved || joined.length > 0) {
      bringingEdges(event)
      for (const filled of fillingEvents(event.id)) edge(filled, event, false)
    }
    for (const column of columnEvents(event.id)) {
      if (joined.length > 0) edge(column, event, false)
      else if (left.length > 0) edge(event, column, true)
    }
    for (const id of left) for (const column of columnEvents(id)) edge(event, column, true)
  }

  /** No table whose changes are logged may point at one whose are not, at any time. */
  function loggingEdges(event: Event): void {
    const [from, to] = [before.facts.get(event.id), after.facts.get(event.id)]
    if (from?.kind !== 'table' || to?.kind !== 'table' || from.object.unlogged === to.object.unlogged) return
    for (const constraint of to.object.constraints) {
      if (constraint.kind !== 'foreign key') continue
      const { schema, name } = constraint.references
      const other = events.of('alter', objectId('table', schema, name))
      if (to.object.unlogged) edge(event, other, false)
      else edge(other, event, false)
    }
  }

  /** What comes to a table brings its checks and indexes, and waits for what those call. */
  function bringingEdges(event: Event): void {
    for (const id of after.dependents(event.id)) {
      const kind = after.facts.get(id)?.kind
      if (kind !== 'constraint' && kind !== 'index') continue
      for (const needed of after.needs(id)) {
        if (!/^(table|column|constraint|index) /.test(needed)) edge(events.of('create', needed), event, true)
      }
    }
  }

  /** A part leaves for a moment and comes again: after its whole's columns have changed, and before that gets new keys. */
  function moveEdges(event: Event, wholes: readonly ObjectId[]): void {
    for (const whole of wholes) {
      for (const column of columnEvents(whole)) edge(column, event, false)
      for (const made of madeOn(whole)) {
        const kind = after.facts.get(made.id)?.kind
        if (kind === 'constraint' || kind === 'index') edge(event, made, false)
      }
    }
  }

  /** What is still part of a table may stand where another part shall be, and takes part in whatever is done to the whole. */
  function leavingEdges(event: Event): void {
    const now = event.what === 'drop' ? [] : parentsOf(after.facts.get(event.id))
    for (const whole of parentsOf(before.facts.get(event.id))) {
      if (now.includes(whole)) continue
      for (const other of madeOn(whole)) edge(event, other, false)
    }
  }

  /** What is made or changed on a table, and what becomes part of it. */
  function madeOn(table: ObjectId): Event[] {
    return events.all.filter(({ what, id }) => {
      if (what !== 'create' && what !== 'alter') return false
      const fact = after.facts.get(id)
      return fact?.parent === table || parentsOf(fact).includes(table)
    })
  }

  function columnEvents(table: ObjectId): Event[] {
    return events.all.filter(({ id }) => {
      const fact = after.facts.get(id) ?? before.facts.get(id)
      return fact?.kind === 'column' && fact.parent === table
    })
  }

  /** A column that came to a table above may not be null once its default has filled it, under a name that no part took. */
  function fillingEvents(table: ObjectId): Event[] {
    const above = parentsOf(after.facts.get(table)).filter((id) => events.of('create', id) === undefined)
    return above.flatMap((id) => [
      ...events.all.filter((event) => {
        const fact = event.what === 'create' ? after.facts.get(event.id) : undefined
        if (fact?.kind !== 'default' || objectId('table', fact.table.schema, fact.table.name) !== id) return false
        return fact.column.notNull && fact.parent !== null && events.of('create', fact.parent) !== undefined
      }),
      ...fillingEvents(id),
    ])
  }

  function nameEdges(): void {
    const holders = new Map<string, Event>()
    for (const event of events.all) {
      if (event.what === 'create' || event.what === 'alter') continue
      const fact = before.facts.get(event.id)
      if (fact === undefined || (event.what === 'drop' && events.of('aside', event.id))) continue
      for (const claim of claimsOf(fact)) holders.set(claim, event)
    }
    for (const event of events.all) {
      const fact = event.what === 'create' ? after.facts.get(event.id) : undefined
      if (fact !== undefined) for (const claim of claimsOf(fact)) edge(holders.get(claim), event, true)
    }
  }

  function edge(first: Event | undefined, then: Event | undefined, needed: boolean): void {
    if (first !== undefined && then !== undefined && first !== then) edges.push({ first, then, needed })
  }
}

function isRoutine(fact: Fact | undefined): boolean {
  return fact?.kind === 'function' || fact?.kind === 'procedure' || fact?.kind === 'aggregate'
}

function boundOf({ facts }: Needs, id: ObjectId): string | null {
  const fact = facts.get(id)
  return fact?.kind === 'table' ? fact.object.boundText : null
}

function parentsOf(fact: Fact | undefined): ObjectId[] {
  return fact?.kind === 'table' ? fact.object.parents.map(({ schema, name }) => objectId('table', schema, name)) : []
}

/** A sequence is made before the column that owns it, and goes with it: the ownership comes with the column. */
function isOwnership(fact: Fact | undefined, needed: ObjectId): boolean {
  return fact?.kind === 'sequence' && /^(column|table) /.test(needed)
}
