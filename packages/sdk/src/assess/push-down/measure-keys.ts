import type { RuleOf } from '../../quality/rules.ts'
import { isWhole, present } from './among.ts'
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

/** Nulls are one value here. Undefined where one of the columns cannot be compared. */
export function duplicateRowsBySql(
  rule: RuleOf<'duplicateRows'>,
  { columns, where }: SqlScope,
): SqlOfQuery | undefined {
  const names = columns.names().filter((name) => rule.except?.includes(name) !== true)
  const terms = keyTerms(names, columns)
  if (terms === undefined || terms.length === 0) return undefined
  const rows = whereAll(where)
  const same = terms.map(({ sql }, at) => `(d.c${at} = ${sql} or (d.c${at} is null and ${sql} is null))`)
  const keys = terms.map(({ sql }, at) => `${sql} as c${at}`).join(', ')
  const twices = `select ${keys} from ${columns.from}${rows} group by ${list(terms)} having count(*) > 1 limit ${shownKeys}`
  return {
    statement: `select coalesce(sum(n), 0) as considered, coalesce(sum(n - 1), 0) as failed from (${groups(columns, terms, rows)}) as g`,
    failing: `exists (select 1 from (${twices}) as d where ${same.join(' and ')})`,
  }
}

/** All rows of a key but those with its most frequent value. */
export function functionalDependencyBySql(
  rule: RuleOf<'functionalDependency'>,
  { columns, where }: SqlScope,
): SqlOfQuery | undefined {
  const terms = keyTerms(rule.columns, columns)
  const value = columns.value(rule.determines)
  if (terms === undefined || value === undefined) return undefined
  const whole = present([...terms, value])
  const rows = whereAll(where, whole)
  const keys = terms.map(({ sql }, at) => `${sql} as k${at}`).join(', ')
  const names = terms.map((_, at) => `k${at}`).join(', ')
  const pairs = `select ${keys}, count(*) as n from ${columns.from}${rows} group by ${list([...terms, value])}`
  const several = `select ${list(terms)} from ${columns.from}${rows} group by ${list(terms)} having count(distinct ${value.sql}) > 1 limit ${shownKeys}`
  return {
    statement:
      `select coalesce(sum(n), 0) as considered, coalesce(sum(n - most), 0) as failed ` +
      `from (select sum(n) as n, max(n) as most from (${pairs}) as p group by ${names}) as g`,
    failing: `${whole} and (${list(terms)}) in (${several})`,
    nothing: 'in every row one of the columns is null',
  }
}

export function childrenPerParentBySql(
  rule: RuleOf<'childrenPerParent'>,
  { columns, where, other }: SqlScope,
): SqlOfQuery | undefined {
  const child = other(rule.child, 'p')
  const own = keyTerms(rule.columns, columns)
  const keys = child && keyTerms(rule.childColumns, child)
  if (child === undefined || own === undefined || keys === undefined) return undefined
  const counted = keys.map(({ sql }, at) => `${sql} as k${at}`).join(', ')
  const children = `select ${counted}, count(*) as n from ${child.from}${whereAll(present(keys))} group by ${list(keys)}`
  const pairs = own.map((term, at) => {
    const key = keys[at]
    return key !== undefined && areOneType(term, key) ? `k.k${at} = ${term.sql}` : undefined
  })
  if (!isWhole(pairs)) return undefined
  const whole = present(own)
  const ofParent = own.map((term, at) => `${keys[at]?.sql} = ${term.sql}`)
  const outside = outsideOf(rule, 'coalesce(k.n, 0)')
  const joined = `left join (${children}) as k on ${pairs.join(' and ')}`
  return {
    statement: `select count(*) as considered, count(case when ${outside} then 1 end) as failed from ${columns.from} ${joined}${whereAll(where, whole)}`,
    failing: `${whole} and ${outsideOf(rule, `(select count(*) from ${child.from} where ${ofParent.join(' and ')})`)}`,
  }
}

function outsideOf({ min, max }: RuleOf<'childrenPerParent'>, number: string): string {
  const outside = [
    ...(min === undefined ? [] : [`${number} < ${min}`]),
    ...(max === undefined ? [] : [`${number} > ${max}`]),
  ]
  return `(${outside.join(' or ')})`
}

/** As evaluation goes by how a value is written, a date is not a timestamp. */
function areOneType(a: SqlTerm, b: SqlTerm): boolean {
  const isExact = ({ type }: SqlTerm) => type === 'integer' || type === 'decimal'
  return a.type === b.type || (isExact(a) && isExact(b))
}
