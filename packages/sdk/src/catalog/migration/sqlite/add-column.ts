import { sqliteTokens } from '../../analyze/sqlite/tokens.ts'
import type { Column, Constraint } from '../../definition.ts'

/**
 * Whether ALTER TABLE ADD COLUMN takes them, with all constraints that come along. Rows that are there get the default,
 * so it must be one value for all.
 */
export function canBeAdded(columns: readonly Column[], constraints: readonly Constraint[], strict: boolean): boolean {
  if (columns.length === 0) return constraints.length === 0
  if (strict && !columns.every(defaultFits)) return false
  return columns.every(isSimple) && constraints.every((constraint) => comesAlong(constraint, columns))
}

/** Whether a strict table surely takes what rows get: nothing, or a default that is of the type of the column as it is written. */
export function defaultFits({ default: value, databaseType, generated }: Column): boolean {
  if (generated) return databaseType.toUpperCase() === 'ANY'
  if (value === null || value === 'NULL') return true
  const tokens = sqliteTokens(value)
  switch (databaseType.toUpperCase()) {
    case 'ANY':
      return isConstant(value)
    case 'TEXT':
      return tokens.length === 1 && /^'/.test(value)
    case 'BLOB':
      return tokens.length === 1 && /^x'/i.test(value)
    case 'REAL':
      return isConstant(value) && tokens.at(-1)?.kind === 'number'
    default:
      return /^[-+]?\d{1,18}$/.test(value)
  }
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
