import type { Dialect } from '../../database/adapter.ts'
import type { RuleScalar } from '../../quality/rule-parts.ts'
import type { SqlTerm } from './sql-column.ts'
import { sqlLiteral } from './sql-literal.ts'

/** Numbers among numbers, texts among texts; of all else evaluation compares how it is written. */
export function among(term: SqlTerm, values: readonly RuleScalar[], dialect: Dialect): string | undefined {
  const areNumbers = values.every((value) => typeof value === 'number')
  if (areNumbers !== isNumber(term) || (!isNumber(term) && term.type !== 'text' && term.type !== 'uuid'))
    return undefined
  const literals = values.map((value) => sqlLiteral(value, term.type, dialect))
  return isWhole(literals) ? `${term.sql} in (${literals.join(', ')})` : undefined
}

export function isNumber({ type }: SqlTerm): boolean {
  return type === 'integer' || type === 'decimal' || type === 'float'
}

export function present(terms: readonly SqlTerm[]): string {
  return terms.map(({ sql }) => `${sql} is not null`).join(' and ')
}

export function isWhole<T>(parts: readonly (T | undefined)[]): parts is readonly T[] {
  return !parts.includes(undefined)
}
