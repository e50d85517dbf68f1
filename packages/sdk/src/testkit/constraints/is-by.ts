import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import { sqlTokens } from '../../catalog/sql-tokens.ts'
import type { Refusal } from './refusal.ts'
import type { Subject } from './subject.ts'
import { domainsOf } from './subjects-of.ts'

/**
 * Whether it was this very constraint that refused, by its name, or by table and columns where the engine names none.
 * Postgres names the part of a partitioned table; SQLite says of a foreign key only that it was one.
 */
export function isBy(refusal: Refusal, subject: Subject, definition: SchemaDefinition): boolean {
  const family = familyOf(subject.table, definition)
  const sqlite = definition.engine === 'sqlite'
  switch (subject.kind) {
    case 'not null':
      return (
        refusal.class === 'not_null_violation' &&
        isOfTable(refusal, family, sqlite) &&
        sameNames(refusal.columns, subject.columns, sqlite)
      )
    case 'primary key':
    case 'unique':
      if (refusal.class !== 'unique_violation' && refusal.class !== 'exclusion_violation') return false
      if (!sqlite) return isNamed(refusal, subject, family, definition)
      return (
        refusal.constraint === subject.name ||
        (isOfTable(refusal, family, true) && sameNames(refusal.columns, subject.columns, true))
      )
    case 'foreign key':
      if (refusal.class !== 'foreign_key_child' && refusal.class !== 'foreign_key_parent') return false
      return sqlite || isNamed(refusal, subject, family, definition)
    case 'check':
      if (refusal.class !== 'check_violation') return false
      if (!sqlite) return isNamed(refusal, subject, family, definition)
      return refusal.constraint === subject.name || squeezed(refusal.constraint ?? '') === squeezed(subject.expression)
    case 'exclusion':
      return refusal.class === 'exclusion_violation' && isNamed(refusal, subject, family, definition)
    case 'domain':
      // Postgres names the column's own domain, whichever of those that it is made of had the rule.
      if (!domainsOf(subject.column).some(({ name }) => name === refusal.domain)) return false
      return subject.expression === null ? refusal.class === 'not_null_violation' : refusal.constraint === subject.name
    case 'generated':
      return refusal.class === 'generated_column'
  }
}

/** A table and all that are parts of it. */
export function familyOf(table: Table, { tables }: SchemaDefinition): Table[] {
  const family = [table]
  for (const one of family)
    family.push(
      ...tables.filter((part) => part.bound !== null && part.parents.some((whole) => keyOf(whole) === keyOf(one))),
    )
  return family
}

function isOfTable({ schema, table }: Refusal, family: readonly Table[], sqlite: boolean): boolean {
  return family.some((one) => (sqlite || one.schema === schema) && one.name === table)
}

function isNamed(refusal: Refusal, subject: Subject, family: readonly Table[], definition: SchemaDefinition): boolean {
  const within = family.filter((one) => isOfTable(refusal, [one], false))
  return within.some((one) =>
    one === subject.table
      ? refusal.constraint === subject.name
      : namesIn(one, subject, definition).has(refusal.constraint ?? ''),
  )
}

/** What a part calls that which it has from the whole. */
function namesIn(part: Table, { name, kind, columns }: Subject, { indexes }: SchemaDefinition): Set<string> {
  const names = part.constraints
    .filter((one) => one.kind === kind && (one.inherited || one.keyOfWhole !== null))
    .filter((one) => !('columns' in one) || sameNames(one.columns, columns, false))
    .map((one) => one.name)
  const ofIndexes = indexes.filter((index) => index.unique && index.inherited && keyOf(index.table) === keyOf(part))
  return new Set([name, ...names, ...(kind === 'unique' ? ofIndexes.map((index) => index.name) : [])])
}

function sameNames(some: readonly string[], others: readonly string[], anyCase: boolean): boolean {
  const key = (names: readonly string[]) =>
    JSON.stringify(names.map((name) => (anyCase ? name.toLowerCase() : name)).sort())
  return key(some) === key(others)
}

/** An expression without what can be written in several ways. */
function squeezed(expression: string): string {
  return sqlTokens(expression, 'quote')
    .filter(({ text }) => text !== '(' && text !== ')')
    .map(({ kind, value, text }) => (kind === 'string' ? text : value.toLowerCase()))
    .join(' ')
}
