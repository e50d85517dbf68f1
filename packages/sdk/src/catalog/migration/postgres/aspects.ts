import { quoteLiteral } from '../../../database/postgres/quote.ts'
import type { Access, DefaultPrivileges, Privilege } from '../../access.ts'
import type { Fact } from '../../facts.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import type { Hazard, Lock, LockMode } from '../step.ts'
import { hazard } from './hazards.ts'
import type { Draft, Side } from './kind-rules.ts'
import { type LikelyAccess, privilegeStatements } from './privilege-statements.ts'
import { quoteIdentifier, quoteTable } from './quote.ts'
import { statementName } from './statement-name.ts'

/** Null where objects of the kind have no comments. */
export function commentDraft(fact: Fact, from: string | null, to: string | null): Draft | null {
  const name = statementName(fact)
  if (name === null || from === to) return null
  return {
    action: 'alter',
    title: `${to === null ? 'drop comment of' : 'comment'} ${fact.id}`,
    statements: [`COMMENT ON ${name} IS ${to === null ? 'NULL' : quoteLiteral(to)}`],
    locks: [...lockOf(relationOf(fact), 'SHARE UPDATE EXCLUSIVE'), ...lockOf(wholeOf(fact), 'ACCESS SHARE')],
  }
}

/** Null where objects of the kind have no owner, or have that of what they are a part of. */
export function ownerDraft(fact: Fact, to: string): Draft | null {
  const name = statementName(fact)
  if (name === null || !hasOwner(fact)) return null
  return {
    action: 'alter',
    title: `give ${fact.id} to ${to}`,
    statements: [`ALTER ${name} OWNER TO ${quoteIdentifier(to)}`],
    hazards: [accessHazard(fact)],
    locks: lockOf(relationOf(fact), 'ACCESS EXCLUSIVE'),
  }
}

/** Both are told from what objects of the kind are made with where nobody says otherwise. */
export function accessDrafts(fact: Fact, from: Access | LikelyAccess | null, to: Access | null): readonly Draft[] {
  const on = grantName(fact)
  if (on === null) return []
  const columns = fact.kind === 'column' ? `(${quoteIdentifier(fact.object.name)})` : ''
  const statements = privilegeStatements(on, from, to, { columns })
  if (statements.length === 0) return []
  return [
    {
      action: 'alter',
      title: `change privileges of ${fact.id}`,
      statements,
      hazards: [accessHazard(fact)],
      // Since Postgres 18.
      locks: lockOf(relationOf(fact), 'ACCESS SHARE'),
    },
  ]
}

/**
 * What a new object may get beyond the usual because a role has said so of what it makes, in one schema or in all. Nobody
 * knows yet who will make it.
 *
 * @param owner whose it is in the end, as far as that is known
 */
export function defaultAccess(fact: Fact, { definition }: Side, owner?: string): LikelyAccess | null {
  const objects = objectsOf(fact)
  const schema = 'schema' in fact.object ? fact.object.schema : null
  const said = definition.defaultPrivileges.filter(
    (one) => one.objects === objects && (one.schema === null || one.schema === schema),
  )
  if (said.length === 0) return null
  return {
    certain: false,
    // What its owner and PUBLIC have anyway may be said of a schema once more.
    granted: said.flatMap(({ granted, role }) =>
      granted.filter((one) => one.grantee !== role && !(isOfPublic(one) && !one.grantable)),
    ),
    // What a role has taken from itself is given back to an owner, and to nobody else.
    revoked: said.flatMap(({ revoked, role }) =>
      revoked.filter(({ grantee }) => grantee !== role || grantee === owner),
    ),
  }
}

function isOfPublic({ grantee, privilege }: Privilege): boolean {
  return grantee === null && (privilege === 'EXECUTE' || privilege === 'USAGE')
}

function hasOwner(fact: Fact): boolean {
  switch (fact.kind) {
    case 'sequence':
      return fact.object.owner === null
    case 'extension':
    case 'column':
    case 'constraint':
    case 'index':
    case 'trigger':
    case 'rule':
    case 'policy':
      return false
    default:
      return true
  }
}

/** How GRANT names an object; null where it knows none of its kind. */
function grantName(fact: Fact): string | null {
  switch (fact.kind) {
    case 'table':
    case 'view':
    case 'materialized view':
      return `TABLE ${quoteTable(fact.object)}`
    case 'column':
      return `TABLE ${quoteTable(fact.table)}`
    case 'function':
    case 'aggregate':
      return `FUNCTION ${quoteTable(fact.object)}(${fact.object.argumentTypes.replace(/^\*$/, '')})`
    case 'foreign server':
      return `FOREIGN SERVER ${quoteIdentifier(fact.object.name)}`
    case 'schema':
    case 'sequence':
    case 'procedure':
    case 'enum':
    case 'composite':
    case 'range':
    case 'domain':
    case 'foreign data wrapper':
      return statementName(fact)
    default:
      return null
  }
}

function objectsOf({ kind }: Fact): DefaultPrivileges['objects'] | null {
  switch (kind) {
    case 'table':
    case 'view':
    case 'materialized view':
      return 'tables'
    case 'sequence':
      return 'sequences'
    case 'function':
    case 'procedure':
    case 'aggregate':
      return 'functions'
    case 'enum':
    case 'domain':
    case 'composite':
    case 'range':
      return 'types'
    case 'schema':
      return 'schemas'
    default:
      return null
  }
}

function accessHazard({ id }: Fact): Hazard {
  return hazard('changes access', `It changes who may use ${id}.`)
}

function lockOf(relation: QualifiedName | null, mode: LockMode): Lock[] {
  return relation === null ? [] : [{ relation: { schema: relation.schema, name: relation.name }, mode }]
}

function relationOf(fact: Fact): QualifiedName | null {
  switch (fact.kind) {
    case 'table':
    case 'view':
    case 'materialized view':
    case 'sequence':
      return fact.object
    case 'column':
      return fact.table
    default:
      return null
  }
}

/** What an object is found by that has its name on a relation only. */
function wholeOf(fact: Fact): QualifiedName | null {
  switch (fact.kind) {
    case 'constraint':
      return fact.table
    case 'trigger':
    case 'rule':
    case 'policy':
      return fact.object.table
    default:
      return null
  }
}
