import type { FactKind } from '../../facts.ts'
import { objectKinds } from '../../identity.ts'
import type { Event } from './graph.ts'
import type { Needs } from './needs.ts'

/**
 * Where nothing else decides: what stands in the way goes first, what others need comes before them, what holds data goes
 * last; then by kind and name, so that the order is always the same.
 */
export function compareEvents(before: Needs, after: Needs): (one: Event, other: Event) => number {
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
