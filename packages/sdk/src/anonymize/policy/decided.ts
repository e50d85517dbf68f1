import type { ColumnDecision } from '../policy.ts'
import type { Findings } from './findings.ts'
import { classOf } from './rule-class.ts'
import type { Place } from './schema-index.ts'
import type { Group, Ties } from './ties.ts'

/** A decision about a column, and the column that it was made for: its own, or one that it refers to. */
export interface Decided {
  readonly decision: ColumnDecision
  readonly of: Place
}

/**
 * The decision about every column that has one. A column that refers to a masked one is masked alike, without a word in
 * the policy; real values are never inherited. What would part a key from what it refers to is refused.
 */
export function decidedOf(places: ReadonlyMap<string, Place>, ties: Ties, findings: Findings): Map<string, Decided> {
  const decided = new Map<string, Decided>()
  for (const place of places.values()) {
    const { id, table, column, decision } = place
    if (column.generated) {
      if (decision !== undefined) {
        findings.ofColumn('POLICY_MISMATCH', table.name, column.name, 'is computed by the database: leave it out')
      }
      continue
    }
    const found = decision === undefined ? inherited(place, ties) : { decision, of: place }
    if (found) decided.set(id, found)
  }
  for (const group of new Set(ties.groups.values())) refuseParted(group, decided, findings)
  return decided
}

function inherited(place: Place, { groups }: Ties): Decided | undefined {
  const seen = new Set([place.id])
  const ties = groups.get(place.id)?.ties ?? []
  for (const id of seen) {
    for (const { from, to } of ties) {
      if (from.id !== id || seen.has(to.id)) continue
      if (to.decision !== undefined && classOf(to.decision).startsWith('mask')) return { decision: to.decision, of: to }
      seen.add(to.id)
    }
  }
  return undefined
}

function refuseParted({ members, ties }: Group, decided: ReadonlyMap<string, Decided>, findings: Findings): void {
  for (const { from, to } of ties) {
    const [first, second] = [decided.get(from.id), decided.get(to.id)]
    if (first === undefined || second === undefined) continue
    const [own, other] = [classOf(first.decision), classOf(second.decision)]
    if (own === other || own === 'null') continue
    const how = other === 'real' ? 'keeps its values' : other === 'null' ? 'becomes NULL' : 'is masked otherwise'
    findings.ofColumn(
      'POLICY_INVALID',
      from.table.name,
      from.column.name,
      own === 'real'
        ? `keeps its values, and ${to.id}, which it refers to, does not: leave it out, and it follows`
        : `refers to ${to.id}, which ${how}`,
    )
  }
  if (members.length === 1) return
  for (const { table, column, decision } of members) {
    if (decision === undefined || decision === 'keep') continue
    const alone = decision.when !== undefined ? 'when' : decision.subject !== undefined ? 'subject' : undefined
    if (alone === undefined) continue
    const message = `has ${alone}, which depends on its row, so that what is tied to it by keys cannot follow`
    findings.ofColumn('POLICY_INVALID', table.name, column.name, message)
  }
}
