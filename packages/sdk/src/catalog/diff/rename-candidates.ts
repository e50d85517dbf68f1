import type { Fact, FactOf } from '../facts.ts'
import { canonical } from './canonical.ts'
import type { RenameCandidate } from './schema-diff.ts'

/** Pairs that look like one object under two names. To ask about, and never to be taken as answered. */
export function renameCandidates(removed: readonly Fact[], added: readonly Fact[]): RenameCandidate[] {
  const candidates: RenameCandidate[] = []
  const gone = new Set(removed.map(({ id }) => id))
  const made = new Set(added.map(({ id }) => id))
  for (const from of removed) {
    if (from.parent !== null && gone.has(from.parent)) continue
    for (const to of added) {
      if (to.kind !== from.kind || to.parent !== from.parent || (to.parent !== null && made.has(to.parent))) continue
      const why = likeness(from, to)
      if (why !== undefined) candidates.push({ from: from.id, to: to.id, why })
    }
  }
  return candidates
}

function likeness(from: Fact, to: Fact): string | undefined {
  if (from.kind === 'table' && to.kind === 'table') return ofTables(from, to)
  if (from.kind === 'column' && to.kind === 'column') {
    return from.object.databaseType === to.object.databaseType ? `both are ${to.object.databaseType}` : undefined
  }
  if (from.kind === 'enum' && to.kind === 'enum') {
    const same = canonical(from.object.values) === canonical(to.object.values)
    return sameSchema(from.object, to.object) && same ? 'both have the same values' : undefined
  }
  if (from.kind === 'constraint' && to.kind === 'constraint') {
    const { definition } = from.object
    return definition !== null && definition === to.object.definition ? `both are ${definition}` : undefined
  }
  if (from.kind === 'index' && to.kind === 'index') {
    const { elements, method, definition } = from.object
    const named = definition?.replace(from.object.name, to.object.name)
    return named !== undefined && named === to.object.definition
      ? `both are ${method} over ${elements.map((one) => ('column' in one ? one.column : one.expression)).join(', ')}`
      : undefined
  }
  return undefined
}

/** Half of the columns, and more, by name and type. */
const alike = 0.6

function ofTables(from: FactOf<'table'>, to: FactOf<'table'>): string | undefined {
  if (!sameSchema(from.object, to.object)) return undefined
  const columns = ({ object }: FactOf<'table'>) =>
    new Set(object.columns.map(({ name, databaseType }) => canonical([name, databaseType])))
  const [before, after] = [columns(from), columns(to)]
  const shared = [...before].filter((column) => after.has(column)).length
  const all = new Set([...before, ...after]).size
  return all > 0 && shared / all >= alike ? `${shared} of ${all} columns are the same` : undefined
}

function sameSchema(one: { readonly schema: string }, other: { readonly schema: string }): boolean {
  return one.schema === other.schema
}
