import { orderOfType } from '../../quality/columns/order.ts'
import type { RuleOf } from '../../quality/rules.ts'
import { present } from './among.ts'
import type { SqlColumns, SqlTerm } from './sql-column.ts'
import { sqlCondition } from './sql-condition.ts'
import { sqlMomentOf } from './sql-literal.ts'
import type { SqlOfRows, SqlScope } from './sql-measure.ts'

export function pairGreaterBySql(rule: RuleOf<'pairGreater'>, { columns }: SqlScope): SqlOfRows | undefined {
  const pair = comparablePair(rule.greater, rule.lesser, columns)
  if (pair === undefined) return undefined
  return { considered: pair.present, failed: `${pair.first} ${rule.orEqual === true ? '<' : '<='} ${pair.second}` }
}

export function pairEqualBySql(rule: RuleOf<'pairEqual'>, { columns }: SqlScope): SqlOfRows | undefined {
  const [first, second] = rule.columns
  const pair = comparablePair(first, second, columns)
  if (pair === undefined) return undefined
  return { considered: pair.present, failed: `${pair.first} ${rule.not === true ? '=' : '<>'} ${pair.second}` }
}

interface Pair {
  readonly first: string
  readonly second: string
  readonly present: string
}

function comparablePair(first: string, second: string, columns: SqlColumns): Pair | undefined {
  const a = columns.value(first)
  const b = columns.value(second)
  const order = a && orderOfType(a.type)
  if (a === undefined || b === undefined || order === undefined || order !== orderOfType(b.type)) return undefined
  // In Postgres dates, timestamps and moments have one order; in SQLite they are texts of two lengths.
  const term = (one: SqlTerm) => (order === 'moment' && a.type !== b.type ? sqlMomentOf(one, columns.dialect) : one.sql)
  return { first: term(a), second: term(b), present: present([a, b]) }
}

export function expressionTrueBySql({ expression }: RuleOf<'expressionTrue'>, scope: SqlScope): SqlOfRows | undefined {
  const sql = sqlCondition(expression, scope.columns)
  if (sql === undefined) return undefined
  return { considered: `${sql} is not null`, failed: `not ${sql}`, nothing: 'the expression is null in every row' }
}

export function conditionalBySql({ when, then }: RuleOf<'conditional'>, { columns }: SqlScope): SqlOfRows | undefined {
  const condition = sqlCondition(when, columns)
  const consequence = sqlCondition(then, columns)
  if (condition === undefined || consequence === undefined) return undefined
  return {
    considered: `${condition} and ${consequence} is not null`,
    failed: `not ${consequence}`,
    nothing: 'there is no row of which the condition is true and the other expression is not null',
  }
}
