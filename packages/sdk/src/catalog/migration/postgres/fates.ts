import { aspectNames } from '../../diff/properties.ts'
import type { PropertyChange } from '../../diff/schema-diff.ts'
import type { Fact } from '../../facts.ts'
import type { ObjectId } from '../../identity.ts'
import type { Refusal } from '../step.ts'
import type { Alteration } from './kind-rules.ts'
import type { Needs } from './needs.ts'

/** What becomes of an object that is not left as it is. */
export type Fate =
  | { readonly what: 'create' | 'drop' }
  /** Dropped and made again. A type stands aside meanwhile, so that columns can be moved to the new one. */
  | { readonly what: 'replace'; readonly aside: boolean }
  /** `disturbs`: what depends on it must be gone while it changes. `retype`: a column whose type is replaced. */
  | { readonly what: 'alter'; readonly disturbs: boolean; readonly retype: boolean }

export interface Fates {
  readonly fates: ReadonlyMap<ObjectId, Fate>
  readonly refused: readonly Refusal[]
}

export interface FateRequest {
  readonly before: Needs
  readonly after: Needs
  /** Differences of objects that both sides have. */
  readonly changes: ReadonlyMap<ObjectId, readonly PropertyChange[]>
  /** How the rules of its kind would change an object. */
  alteration(from: Fact, to: Fact, changes: readonly PropertyChange[]): Alteration
}

/**
 * Decides for every object whether it is made, dropped, altered or replaced, and closes over what that does to others:
 * nothing that depends on an object may stand while that is dropped or disturbed.
 */
export function decideFates({ before, after, changes, alteration }: FateRequest): Fates {
  const fates = new Map<ObjectId, Fate>()
  const refused: Refusal[] = []
  const queue: ObjectId[] = []

  for (const id of after.facts.keys()) if (!before.facts.has(id)) fates.set(id, { what: 'create' })
  for (const [id, from] of before.facts) {
    const to = after.facts.get(id)
    if (to === undefined) fates.set(id, { what: 'drop' })
    else fateOfChange(from, to)
    if (fates.has(id)) queue.push(id)
  }

  for (let at = 0; at < queue.length; at++) {
    const id = queue[at] ?? ''
    const fate = fates.get(id)
    if (fate === undefined || fate.what === 'create') continue
    if (fate.what === 'alter' && !fate.disturbs) continue
    for (const dependent of before.dependents(id)) affect(id, fate, dependent)
  }
  return { fates, refused }

  function fateOfChange(from: Fact, to: Fact): void {
    const found = changes.get(from.id)
    if (found === undefined) return
    const own = found.filter(({ property }) => !aspectNames.has(property))
    const how: Alteration = own.length === 0 ? { how: 'in place', drafts: [] } : alteration(from, to, own)
    if (how.how === 'refuse') refused.push({ object: from.id, why: how.why, hint: how.hint })
    else if (how.how === 'replace') fates.set(from.id, replaced(from))
    else fates.set(from.id, { what: 'alter', disturbs: how.disturbs ?? false, retype: false })
  }

  function affect(id: ObjectId, fate: Fate, dependent: ObjectId): void {
    const standing = fates.get(dependent)
    if (standing?.what === 'drop' || standing?.what === 'replace') return
    const fact = before.facts.get(dependent)
    const cause = before.facts.get(id)
    if (fact === undefined || cause === undefined || !after.facts.has(dependent)) return
    if (isSpared(cause, fate, fact)) return
    const stillNeeds = after.needs(dependent).includes(id)
    if (fact.kind === 'column' && fate.what === 'replace' && fate.aside) {
      if (!stillNeeds) return
      mark(dependent, { what: 'alter', disturbs: true, retype: true })
      return
    }
    // What changes in place so that it no longer needs the other changes before that goes.
    if (!stillNeeds && fate.what !== 'alter' && standing?.what === 'alter') return
    mark(dependent, replaced(fact))
  }

  function mark(id: ObjectId, fate: Fate): void {
    fates.set(id, fate)
    queue.push(id)
  }
}

const types: ReadonlySet<Fact['kind']> = new Set(['enum', 'domain', 'composite', 'range'])

function replaced(fact: Fact): Fate {
  return { what: 'replace', aside: types.has(fact.kind) }
}

/** What Postgres itself takes along when another object changes. */
function isSpared(cause: Fact, fate: Fate, dependent: Fact): boolean {
  if (fate.what !== 'alter') return false
  if (cause.kind !== 'column') return dependent.parent === cause.id
  switch (dependent.kind) {
    case 'sequence':
    case 'index':
    case 'statistics':
    case 'table':
      return true
    case 'column':
      return dependent.object.generated === null
    case 'constraint':
      return dependent.object.kind !== 'foreign key'
    default:
      return false
  }
}
