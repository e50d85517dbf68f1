import type { Fact } from '../../facts.ts'
import type { ObjectId } from '../../identity.ts'
import { sqlTokens } from '../../sql-tokens.ts'
import type { Needs } from './needs.ts'

/**
 * Objects whose names stand in the body of a routine. The database keeps no record of them, as the body is read when it
 * is run: so they are a reason for an order, and never a need.
 */
export function mentions(fact: Fact, side: Needs): ObjectId[] {
  if (fact.kind !== 'function' && fact.kind !== 'procedure') return []
  const { body } = fact.object
  if (body === null) return []
  const named = byName(side)
  const words = new Set(
    sqlTokens(body, 'subscript').map(({ kind, value }) => (kind === 'word' ? value.toLowerCase() : value)),
  )
  return [...words].flatMap((word) => named.get(word) ?? []).filter((id) => id !== fact.id)
}

const known = new WeakMap<Needs, ReadonlyMap<string, readonly ObjectId[]>>()

function byName(side: Needs): ReadonlyMap<string, readonly ObjectId[]> {
  const found = known.get(side)
  if (found) return found
  const names = new Map<string, ObjectId[]>()
  for (const fact of side.facts.values()) {
    const name = nameOf(fact)
    if (name === undefined) continue
    const list = names.get(name)
    if (list) list.push(fact.id)
    else names.set(name, [fact.id])
  }
  known.set(side, names)
  return names
}

function nameOf(fact: Fact): string | undefined {
  switch (fact.kind) {
    case 'column':
      return fact.table.name
    case 'table':
    case 'view':
    case 'materialized view':
    case 'sequence':
    case 'enum':
    case 'domain':
    case 'composite':
    case 'range':
    case 'function':
    case 'procedure':
    case 'aggregate':
      return fact.object.name
    default:
      return undefined
  }
}
