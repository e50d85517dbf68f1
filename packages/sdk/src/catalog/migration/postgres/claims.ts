import type { Fact } from '../../facts.ts'
import { objectId } from '../../identity.ts'

/** The names that an object takes, which no other can have at the same time, whatever its kind. */
export function claimsOf(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case 'table':
    case 'view':
    case 'materialized view':
    case 'composite':
      return [relation(fact.object), type(fact.object)]
    case 'sequence':
    case 'index':
      return [relation(fact.object)]
    case 'enum':
    case 'domain':
      return [type(fact.object)]
    case 'range': {
      const { schema, multirange } = fact.object
      return [type(fact.object), type({ schema, name: multirange.split('.').at(-1) ?? multirange })]
    }
    case 'constraint': {
      const { kind, name } = fact.object
      const indexed = kind === 'primary key' || kind === 'unique' || kind === 'exclusion'
      return indexed ? [relation({ schema: fact.table.schema, name })] : []
    }
    case 'column': {
      const { identitySequence } = fact.object
      return identitySequence === null ? [] : [relation(identitySequence)]
    }
    case 'function':
    case 'procedure':
    case 'aggregate':
      return [`routine ${fact.id.slice(fact.kind.length + 1)}`]
    default:
      return []
  }
}

function relation({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `relation ${objectId('table', schema, name)}`
}

function type({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `type ${objectId('table', schema, name)}`
}
