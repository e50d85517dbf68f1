import { sqliteTokens } from '../../analyze/sqlite/tokens.ts'
import type { Column, Constraint } from '../../definition.ts'

/**
 * Whether ALTER TABLE ADD COLUMN takes them, with all constraints that come along. Rows that are there get the default,
 * so it must be one value for all.
 */
export function canBeAdded(columns: readonly Column[], constraints: readonly Constraint[]): boolean {
  if (columns.length === 0) return constraints.length === 0
  return columns.every(isSimple) && constraints.every((constraint) => comesAlong(constraint, columns))
}

function isSimple(column: Column): boolean {
  if (column.generated) return !column.generated.stored && !column.notNull
  const value = column.default
  if (value !== null && !isConstant(value)) return false
  return !column.notNull || (value !== null && value !== 'NULL')
}

function isConstant(value: string): boolean {
  const tokens = sqliteTokens(value)
  const last = tokens.at(-1)
  if (tokens.length === 2) return /^[-+]$/.test(tokens[0]?.text ?? '') && last?.kind === 'number'
  if (tokens.length !== 1 || last === undefined) return false
  return last.kind === 'number' || last.kind === 'string' || /^(null|true|false)$/i.test(last.text)
}

function comesAlong(constraint: Constraint, columns: readonly Column[]): boolean {
  if (constraint.kind === 'check') return true
  if (constraint.kind !== 'foreign key') return false
  const [name, ...more] = constraint.columns
  const column = columns.find((one) => one.name === name)
  return more.length === 0 && column !== undefined && (column.default === null || column.default === 'NULL')
}
