import type { Fact } from '../../facts.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import { routineName } from './kinds/routine-name.ts'
import { quoteIdentifier, quoteTable } from './quote.ts'

/** `TRIGGER "checked" ON public.orders`: how COMMENT and ALTER name an object; null where they know none of its kind. */
export function statementName(fact: Fact): string | null {
  switch (fact.kind) {
    case 'schema':
    case 'extension':
    case 'event trigger':
    case 'publication':
    case 'foreign data wrapper':
      return `${fact.kind.toUpperCase()} ${quoteIdentifier(fact.object.name)}`
    case 'foreign server':
      return `SERVER ${quoteIdentifier(fact.object.name)}`
    case 'enum':
    case 'composite':
    case 'range':
      return `TYPE ${quoteTable(fact.object)}`
    case 'table':
      return `${fact.object.kind === 'foreign' ? 'FOREIGN TABLE' : 'TABLE'} ${quoteTable(fact.object)}`
    case 'collation':
    case 'domain':
    case 'sequence':
    case 'view':
    case 'materialized view':
    case 'index':
    case 'statistics':
      return `${fact.kind.toUpperCase()} ${quoteTable(fact.object)}`
    case 'function':
    case 'procedure':
    case 'aggregate':
      return routineName(fact.object)
    case 'column':
      return `COLUMN ${quoteTable(fact.table)}.${quoteIdentifier(fact.object.name)}`
    case 'constraint':
      return on('CONSTRAINT', fact.object.name, fact.table)
    case 'trigger':
    case 'rule':
    case 'policy':
      return on(fact.kind.toUpperCase(), fact.object.name, fact.object.table)
    case 'default':
    case 'user mapping':
    case 'default privileges':
      return null
  }
}

function on(what: string, name: string, table: QualifiedName): string {
  return `${what} ${quoteIdentifier(name)} ON ${quoteTable(table)}`
}
