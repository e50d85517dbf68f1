import type { RuleOf } from '../../quality/rules.ts'
import { isWhole, present } from './measure-values.ts'
import type { SqlColumns, SqlTerm } from './sql-column.ts'
import { type SqlOfQuery, type SqlScope, whereAll } from './sql-measure.ts'

/** How many keys that stand twice are looked for to be shown. */
const shownKeys = 20

export function uniqueBySql(rule: RuleOf<'unique'>, { columns, where }: SqlScope): SqlOfQuery | undefined {
  const terms = keyTerms(rule.columns, columns)
  if (terms === undefined) return undefined
  const rows = whereAll(where, present(terms))
  return {
    statement: `select coalesce(sum(n), 0) as considered, coalesce(sum(n - 1), 0) as failed from (${groups(columns, terms, rows)}) as g`,
    failing: twice(columns, terms, rows),
  }
}

/** Rows with a null fail each for itself. */
export function primaryKeyBySql(rule: RuleOf<'primaryKey'>, { columns, where }: SqlScope): SqlOfQuery | undefined {
  const terms = keyTerms(rule.columns, columns)
  if (terms === undefined) return undefined
  const whole = present(terms)
  const rows = whereAll(where, whole)
  return {
    statement:
      `select nulls + coalesce(sum(n), 0) as considered, nulls + coalesce(sum(n - 1), 0) as failed ` +
      `from (select count(*) as nulls from ${columns.from}${whereAll(where, `not (${whole})`)}) as a left join (${groups(columns, terms, rows)}) as g on true group by nulls`,
    failing: `not (${whole}) or ${twice(columns, terms, rows)}`,
  }
}

function groups({ from }: SqlColumns, terms: readonly SqlTerm[], rows: string): string {
  return `select count(*) as n from ${from}${rows} group by ${list(terms)}`
}

function twice({ from }: SqlColumns, terms: readonly SqlTerm[], rows: string): string {
  const keys = `select ${list(terms)} from ${from}${rows} group by ${list(terms)} having count(*) > 1 limit ${shownKeys}`
  return `(${list(terms)}) in (${keys})`
}

const list = (terms: readonly SqlTerm[]) => terms.map(({ sql }) => sql).join(', ')

function keyTerms(names: readonly string[], columns: SqlColumns): readonly SqlTerm[] | undefined {
  const terms = names.map((name) => columns.value(name))
  return isWhole(terms) ? terms : undefined
}

export function foreignKeyBySql(
  rule: RuleOf<'foreignKey'>,
  { columns, where, other }: SqlScope,
): SqlOfQuery | undefined {
  const parent = other(rule.parent, 'p')
  const own = keyTerms(rule.columns, columns)
  const keys = parent && keyTerms(rule.parentColumns, parent)
  if (parent === undefined || own === undefined || keys === undefined) return undefined
  const pairs = own.map((term, at) => {
    const key = keys[at]
    return key !== undefined && areOneType(term, key) ? `${key.sql} = ${term.sql}` : undefined
  })
  if (!isWhole(pairs)) return undefined
  const orphan = `not exists (select 1 from ${parent.from} where ${pairs.join(' and ')})`
  const whole = present(own)
  const count = (...conditions: string[]) => `(select count(*) from ${columns.from}${whereAll(where, ...conditions)})`
  return {
    statement: `select ${count(whole)} as considered, ${count(whole, orphan)} as failed`,
    failing: `${whole} and ${orphan}`,
  }
}

/** As evaluation goes by how a value is written, a date is not a timestamp. */
function areOneType(a: SqlTerm, b: SqlTerm): boolean {
  const isExact = ({ type }: SqlTerm) => type === 'integer' || type === 'decimal'
  return a.type === b.type || (isExact(a) && isExact(b))
}
