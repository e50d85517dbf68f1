import type { Table } from '../../catalog/definition.ts'
import { sqlTokens } from '../../catalog/sql-tokens.ts'
import { breakingValues, type Constant } from './breaking-values.ts'
import { type LiteralRow, nullLiteral } from './literal-row.ts'

const mostTogether = 8

/**
 * The rows that differ from one that passes in what a rule speaks of: in one column, in one that is given another's
 * value, then in two at once.
 */
export function* breakingRows(
  row: LiteralRow,
  table: Table,
  names: readonly string[],
  expression: string,
): Generator<LiteralRow, void, undefined> {
  const constants = constantsIn(expression)
  const columns = table.columns
    .filter(({ name, generated }) => names.includes(name) && generated === null)
    .map(({ name, type }) => ({ name, values: breakingValues(type, constants) }))
  for (const { name, values } of columns) for (const value of values) yield { ...row, [name]: value }
  for (const { name } of columns)
    for (const other of columns) if (other.name !== name) yield { ...row, [name]: row[other.name] ?? nullLiteral }
  for (const [i, one] of columns.entries()) {
    for (const other of columns.slice(i + 1)) {
      yield { ...row, [one.name]: row[other.name] ?? nullLiteral, [other.name]: row[one.name] ?? nullLiteral }
      for (const value of [...one.values.slice(0, mostTogether), nullLiteral])
        for (const second of [...other.values.slice(0, mostTogether), nullLiteral])
          yield { ...row, [one.name]: value, [other.name]: second }
    }
  }
}

function constantsIn(expression: string): Constant[] {
  const tokens = sqlTokens(expression, 'subscript')
  return tokens.flatMap(({ kind, value }): Constant[] => {
    if (kind === 'number') return [{ kind: 'number', text: value }]
    return kind === 'string' ? [{ kind: 'text', text: value }] : []
  })
}
