import type { Constraint, SchemaDefinition } from '../definition.ts'
import type { Fact } from '../facts.ts'
import { settledText } from './settled-text.ts'

/** What is compared of an object, by name. Values are plain data. */
export type Properties = Readonly<Record<string, unknown>>

export interface Aspects {
  /** Whether owners are compared; they often differ on purpose between environments, so not unless asked for. */
  readonly owners?: boolean | undefined
  /** Whether privileges are compared; they are where nothing is said. */
  readonly privileges?: boolean | undefined
}

/** Properties that any kind of object has, and that no rules of a kind know. */
export const aspectNames: ReadonlySet<string> = new Set(['comment', 'partComments', 'owner', 'access', 'partAccess'])

export function propertiesOf(
  fact: Fact,
  { comments, partComments, owners, access, partAccess }: SchemaDefinition,
  aspects: Aspects,
): Properties {
  const { id } = fact
  return {
    ...settledProperties(ownProperties(fact)),
    comment: comments[id] ?? null,
    partComments: partComments[id] ?? null,
    ...(aspects.owners === true ? { owner: owners[id] ?? null } : {}),
    ...(aspects.privileges === false ? {} : { access: access[id] ?? null, partAccess: partAccess[id] ?? null }),
  }
}

function settledProperties(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, settled(value)]))
}

/** Texts in lists and entries as well, such as the checks of a domain. */
function settled(value: unknown): unknown {
  if (typeof value === 'string') return settledText(value)
  if (Array.isArray(value)) return value.map(settled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, settled(part)]))
}

/**
 * Names are the identity, and parts are objects of their own. Where the engine writes an object as text, that text is
 * compared, and not what was read out of it as well.
 */
function ownProperties(fact: Fact): Properties {
  switch (fact.kind) {
    case 'schema':
      return {}
    case 'table': {
      const { schema, name, columns, constraints, partitionKey, bound, ...rest } = fact.object
      return rest
    }
    case 'column': {
      const { name, position, type, default: _, sequence, ...rest } = fact.object
      const { identitySequence } = rest
      return { ...rest, identitySequence: identitySequence === null ? null : { ...identitySequence, last: null } }
    }
    case 'constraint':
      return constraintProperties(fact.object)
    case 'index': {
      const { definition, valid, inherited, parent, statisticsTargets } = fact.object
      return { definition, valid, inherited, parent, statisticsTargets }
    }
    case 'sequence': {
      const { schema, name, last, owner, ...rest } = fact.object
      return { ...rest, ownedBy: owner }
    }
    case 'domain': {
      const { kind, schema, name, base, ...rest } = fact.object
      return rest
    }
    case 'enum':
      return { values: fact.object.values }
    case 'composite': {
      const fields = fact.object.fields.map(({ name, databaseType, collation }) => ({ name, databaseType, collation }))
      return { fields: [...fields].sort((a, b) => (a.name < b.name ? -1 : 1)) }
    }
    case 'function':
    case 'procedure':
    case 'aggregate':
      return { definition: fact.object.definition }
    case 'trigger': {
      const { definition, fires, inherited } = fact.object
      return { definition, fires, inherited }
    }
    case 'rule': {
      const { definition, fires } = fact.object
      return { definition, fires }
    }
    case 'policy':
    case 'statistics': {
      const { name, table, ...rest } = fact.object
      return rest
    }
    case 'view':
    case 'materialized view':
    case 'range':
    case 'collation': {
      const { schema, name, ...rest } = fact.object
      return rest
    }
    default: {
      const { name: _, ...rest } = { name: '', ...fact.object }
      return rest
    }
  }
}

function constraintProperties(constraint: Constraint): Properties {
  const { name, definition, inherited, ...rest } = constraint
  if (definition === null) return { ...rest, inherited }
  const valid = 'valid' in constraint ? constraint.valid : true
  return { definition: definition.replace(/ NOT VALID$/, ''), valid, inherited }
}
