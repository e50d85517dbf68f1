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

export function propertiesOf(fact: Fact, { comments, owners, access }: SchemaDefinition, aspects: Aspects): Properties {
  return {
    ...settled(ownProperties(fact)),
    comment: comments[fact.id] ?? null,
    ...(aspects.owners === true ? { owner: owners[fact.id] ?? null } : {}),
    ...(aspects.privileges === false ? {} : { access: access[fact.id] ?? null }),
  }
}

function settled(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, typeof value === 'string' ? settledText(value) : value]),
  )
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
      const { schema, name, last, ...rest } = fact.object
      return rest
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
