import type { PassingRows } from '../../../anonymize/compiled-policy.ts'
import { quoting } from '../../../database/quote.ts'
import type { MaskedColumn } from './leak-columns.ts'
import { textOf } from './read-expressions.ts'

type Column = Pick<MaskedColumn, 'name' | 'passes'>
type Dialect = 'postgres' | 'sqlite'

/** A value as text, and NULL in the rows in which the policy lets it through. */
export function hiddenText({ name, passes }: Column, dialect: Dialect): string {
  const text = textOf(name, dialect)
  return passes.length === 0 ? text : `case when ${passingRows(passes, dialect)} then null else ${text} end`
}

/** A query for which part of the values of each column comes through by the policy: one row, of numbers from 0 to 1. */
export function sharePassing(columns: readonly Column[], from: string, dialect: Dialect): string {
  const shares = columns.map(({ name, passes }, at) => {
    const value = quoting[dialect].quoteIdentifier(name)
    const passing = `count(case when ${passingRows(passes, dialect)} then ${value} end)`
    return `cast(${passing} as double precision) / nullif(count(${value}), 0) as f${at}`
  })
  return `select ${shares.join(', ')} from ${from}`
}

/** Asks the server, which knows neither the masks nor how they read a condition. */
function passingRows(passes: readonly PassingRows[], dialect: Dialect): string {
  return passes.map((rows) => `(${conditionOf(rows, dialect)})`).join(' or ')
}

function conditionOf(rows: PassingRows, dialect: Dialect): string {
  if ('failing' in rows) return `(${rows.failing}) is false`
  const { quoteIdentifier, quoteLiteral } = quoting[dialect]
  const text = `cast(${quoteIdentifier(rows.column)} as text)`
  const list = (texts: readonly string[]) => texts.map(quoteLiteral).join(', ')
  if ('among' in rows) return `${text} in (${list(rows.among)})`
  const apart = `${text} is null or ${text} not in (${list(rows.apartFrom)})`
  return rows.and ? `(${apart}) and (${conditionOf(rows.and, dialect)})` : apart
}
