import { UnderstudyError } from '../../errors.ts'
import type { SchemaDefinition } from '../definition.ts'
import { type Fact, factsOf } from '../facts.ts'
import { canonical } from './canonical.ts'
import { type Aspects, type Properties, propertiesOf } from './properties.ts'
import { renameCandidates } from './rename-candidates.ts'
import { withRenames } from './renames.ts'
import type { ChangedObject, PropertyChange, Rename, SchemaDiff } from './schema-diff.ts'

export interface CompareOptions extends Aspects {
  /** What a person knows to be one object under two names; nothing is ever taken for a rename otherwise. */
  readonly renames?: readonly Rename[] | undefined
}

/** What must happen to schema a so that it becomes schema b. The order of columns is no difference: no engine can change it. */
export function compareSchemas(a: SchemaDefinition, b: SchemaDefinition, options: CompareOptions = {}): SchemaDiff {
  if (a.engine !== b.engine) {
    throw new UnderstudyError('CATALOG_UNSUPPORTED', {
      operation: 'compare schemas',
      message: `A schema of ${a.engine} can't be compared with one of ${b.engine}.`,
      hint: 'Compare two databases of one engine.',
    })
  }
  const { renames = [] } = options
  const renamed = withRenames(a, b, renames)
  const before = factsOf(renamed)
  const after = factsOf(b)
  const added = [...after.values()].filter(({ id }) => !before.has(id))
  const removed = [...before.values()].filter(({ id }) => !after.has(id))
  const changed: ChangedObject[] = []
  for (const [id, fact] of before) {
    const other = after.get(id)
    if (other === undefined) continue
    const changes = changesOf(propertiesOf(fact, renamed, options), propertiesOf(other, b, options))
    if (changes.length > 0) changed.push({ id, kind: fact.kind, changes })
  }
  return {
    added: added.map(entry),
    removed: removed.map(entry),
    changed,
    renameCandidates: renameCandidates(removed, added),
    renamed: [...renames],
    notCompared: notCompared(renamed, b, options),
  }
}

/** Whether there is nothing to be done. What was not compared is not known to be equal. */
export function isEmpty({ added, removed, changed, renamed }: SchemaDiff): boolean {
  return added.length + removed.length + changed.length + renamed.length === 0
}

function entry({ id, kind }: Fact): Pick<Fact, 'id' | 'kind'> {
  return { id, kind }
}

function changesOf(from: Properties, to: Properties): PropertyChange[] {
  const properties = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return properties
    .filter((property) => canonical(from[property] ?? null) !== canonical(to[property] ?? null))
    .map((property) => ({ property, from: from[property] ?? null, to: to[property] ?? null }))
}

function notCompared(a: SchemaDefinition, b: SchemaDefinition, { owners, privileges }: Aspects): string[] {
  const names = (definition: SchemaDefinition) =>
    new Set(definition.unmodelled.map(({ kind, name }) => `${kind} ${name}`))
  const [before, after] = [names(a), names(b)]
  const only = (some: ReadonlySet<string>, others: ReadonlySet<string>, where: string) =>
    [...some].filter((name) => !others.has(name)).map((name) => `${name}: only ${where}, and its kind is not modelled`)
  const both = [...before].filter((name) => after.has(name))
  return [
    ...only(before, after, 'in the first'),
    ...only(after, before, 'in the second'),
    ...both.map((name) => `${name}: in both, and its kind is not modelled`),
    ...(owners === true ? [] : differing('owners', a.owners, b.owners)),
    ...(privileges === false ? differing('privileges', a.access, b.access) : []),
  ]
}

function differing(what: string, a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  const count = Object.keys(a).filter((id) => id in b && canonical(a[id]) !== canonical(b[id])).length
  return count === 0
    ? []
    : [`${what} of ${count} ${count === 1 ? 'object' : 'objects'}: they differ, and were left out`]
}
