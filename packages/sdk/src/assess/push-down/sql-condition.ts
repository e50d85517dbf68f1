import { UnderstudyError } from '../../errors.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { bindFields } from '../../model/expression/fields.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import type { SqlColumns, SqlTerm, SqlType } from './sql-column.ts'
import { sqlLiteral, sqlMomentOf, sqlNumber, sqlText } from './sql-literal.ts'

type Literal = Expression & { readonly type: 'literal' }

/** What is known of a part: a term of a type, a text or number that takes the type of what it meets, or null. */
type Part = SqlTerm | { readonly type: 'literal'; readonly literal: Literal } | { readonly type: 'null' }

const numbers: ReadonlySet<string> = new Set(['integer', 'decimal', 'float'])
const moments: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz'])

/**
 * An expression as a condition of SQL that is true, false and null where evaluation says so. Undefined where that is not
 * certain of both engines: then rows are read. It never makes a statement fail: no division, no cast of what may not be
 * one, no sum that may be too large.
 */
export function sqlCondition(text: string, columns: SqlColumns): string | undefined {
  try {
    const { expression, unknown } = bindFields(parseExpression(text), columns.names())
    return unknown.length > 0 ? undefined : condition(expression, columns)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID') return undefined
    throw thrown
  }
}

function condition(expression: Expression, columns: SqlColumns): string | undefined {
  switch (expression.type) {
    case 'and':
    case 'or': {
      const parts = expression.operands.map((operand) => condition(operand, columns))
      return isWhole(parts) ? `(${parts.join(` ${expression.type} `)})` : undefined
    }
    case 'not': {
      const inner = condition(expression.operand, columns)
      return inner && `(not ${inner})`
    }
    case 'is':
      return isTest(expression, columns)
    case 'compare':
      return compared(expression.operator, expression.left, expression.right, columns)
    case 'between': {
      const low = compared('>=', expression.operand, expression.low, columns)
      const high = compared('<=', expression.operand, expression.high, columns)
      return low && high && negatedIf(expression.negated, `(${low} and ${high})`)
    }
    case 'in': {
      const each = expression.list.map((item) => compared('=', expression.operand, item, columns))
      return each.length > 0 && isWhole(each) ? negatedIf(expression.negated, `(${each.join(' or ')})`) : undefined
    }
    case 'distinct':
      return distinct(expression, columns)
    case 'match':
      return liked(expression, columns)
    case 'literal':
      return expression.kind === 'boolean' ? `(${expression.value})` : undefined
    case 'field': {
      const term = columns.value(expression.name)
      return term?.type === 'boolean' ? `(${term.sql})` : undefined
    }
    default:
      return undefined
  }
}

const negatedIf = (negated: boolean, sql: string) => (negated ? `(not ${sql})` : sql)

function isWhole(parts: readonly (string | undefined)[]): parts is readonly string[] {
  return !parts.includes(undefined)
}

function isTest({ operand, test, negated }: Expression & { type: 'is' }, columns: SqlColumns): string | undefined {
  const not = negated ? 'not ' : ''
  if (test !== 'null') {
    const inner = condition(operand, columns)
    return inner && `(${inner} is ${not}${test === 'unknown' ? 'null' : test})`
  }
  if (operand.type === 'field') {
    const sql = negated ? columns.isPresent(operand.name) : columns.isNull(operand.name)
    return sql && `(${sql})`
  }
  const inner = part(operand, columns)
  return inner !== undefined && 'sql' in inner ? `(${inner.sql} is ${not}null)` : undefined
}

function compared(operator: string, left: Expression, right: Expression, columns: SqlColumns): string | undefined {
  const pair = met(part(left, columns), part(right, columns), columns)
  return pair && `(${pair[0]} ${operator} ${pair[1]})`
}

function distinct(
  { left, right, negated }: Expression & { type: 'distinct' },
  columns: SqlColumns,
): string | undefined {
  const pair = met(part(left, columns), part(right, columns), columns)
  if (pair === undefined) return undefined
  const sign = columns.dialect === 'sqlite' ? (negated ? 'is' : 'is not') : `is ${negated ? 'not ' : ''}distinct from`
  return `(${pair[0]} ${sign} ${pair[1]})`
}

/** LIKE of SQLite does not tell A from a. */
function liked({ style, operand, pattern, escapedBy, negated }: Expression & { type: 'match' }, columns: SqlColumns) {
  if (columns.dialect !== 'postgres' || style !== 'like' || escapedBy !== undefined) return undefined
  if (pattern.type !== 'literal' || pattern.kind !== 'text' || pattern.text.includes('\\')) return undefined
  const subject = part(operand, columns)
  const text = sqlText(pattern.text, columns.dialect)
  if (subject?.type !== 'text' || text === undefined) return undefined
  return `(${subject.sql} ${negated ? 'not ' : ''}like ${text})`
}

/** Both in the one type in which evaluation compares them. */
function met(a: Part | undefined, b: Part | undefined, columns: SqlColumns): readonly [string, string] | undefined {
  if (a === undefined || b === undefined) return undefined
  if (a.type === 'null' || b.type === 'null') return undefined
  if (!('sql' in a)) {
    if (!('sql' in b)) return undefined
    const turned = met(b, a, columns)
    return turned && [turned[1], turned[0]]
  }
  if (!('sql' in b)) {
    const literal = literalBeside(b.literal, a.type, columns)
    return literal === undefined ? undefined : [comparable(a, literal.moment, columns), literal.sql]
  }
  if (numbers.has(a.type) && numbers.has(b.type)) return [a.sql, b.sql]
  if (moments.has(a.type) && moments.has(b.type)) {
    const asMoments = a.type !== b.type
    return [comparable(a, asMoments, columns), comparable(b, asMoments, columns)]
  }
  return a.type === b.type ? [a.sql, b.sql] : undefined
}

function comparable(term: SqlTerm, asMoment: boolean, { dialect }: SqlColumns): string {
  return asMoment ? sqlMomentOf(term, dialect) : term.sql
}

/** A literal beside a term of that type. What evaluation would take for another type, or refuse, is left to it. */
function literalBeside(
  literal: Literal,
  type: SqlType,
  { dialect }: SqlColumns,
): { readonly sql: string; readonly moment: boolean } | undefined {
  const given = (sql: string | undefined, moment = false) => (sql === undefined ? undefined : { sql, moment })
  switch (literal.kind) {
    case 'number':
      return numbers.has(type) && /^\d+(\.\d+)?$/.test(literal.text)
        ? given(sqlNumber(Number(literal.text)))
        : undefined
    case 'boolean':
      return type === 'boolean' ? given(String(literal.value)) : undefined
    case 'text':
      if (numbers.has(type)) return /^-?\d{1,15}$/.test(literal.text) ? given(`(${literal.text})`) : undefined
      if (type === 'text') return given(sqlText(literal.text, dialect))
      if (type === 'date') return isDay(literal.text) ? given(sqlLiteral(literal.text, type, dialect), true) : undefined
      if (type === 'timestamp')
        return isMoment(literal.text) ? given(sqlLiteral(literal.text, type, dialect), true) : undefined
      return undefined
    case 'bytes':
    case 'null':
      return undefined
  }
}

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text)
const isMoment = (text: string) => /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d)?$/.test(text)

function part(expression: Expression, columns: SqlColumns): Part | undefined {
  switch (expression.type) {
    case 'field': {
      const term = columns.number(expression.name)
      return term?.type === 'uuid' ? undefined : term
    }
    case 'literal':
      if (expression.kind === 'null') return { type: 'null' }
      return { type: 'literal', literal: expression }
    case 'negate': {
      const { operand } = expression
      if (operand.type !== 'literal' || operand.kind !== 'number' || !/^\d+(\.\d+)?$/.test(operand.text))
        return undefined
      const sql = sqlNumber(-Number(operand.text))
      return sql === undefined ? undefined : { type: operand.text.includes('.') ? 'decimal' : 'integer', sql }
    }
    case 'arithmetic':
      return sum(expression, columns)
    case 'call':
      return called(expression, columns)
    default:
      return undefined
  }
}

/** Exact in Postgres alone, and there of whole numbers and decimals. */
function sum({ operator, left, right }: Expression & { type: 'arithmetic' }, columns: SqlColumns): Part | undefined {
  if (columns.dialect !== 'postgres' || !['+', '-', '*'].includes(operator)) return undefined
  const [a, b] = [exact(part(left, columns)), exact(part(right, columns))]
  return a === undefined || b === undefined ? undefined : { type: 'decimal', sql: `(${a} ${operator} ${b})` }
}

function exact(given: Part | undefined): string | undefined {
  if (given === undefined || given.type === 'null') return undefined
  if (!('sql' in given)) {
    const { literal } = given
    return literal.kind === 'number' && /^\d{1,15}(\.\d{1,6})?$/.test(literal.text)
      ? `${literal.text}::numeric`
      : undefined
  }
  return given.type === 'integer' || given.type === 'decimal' ? `${given.sql}::numeric` : undefined
}

function called({ name, parameters }: Expression & { type: 'call' }, columns: SqlColumns): Part | undefined {
  const [only] = parameters
  if (only === undefined || parameters.length !== 1 || name !== 'length') return undefined
  const text = part(only, columns)
  return text?.type === 'text' ? { type: 'integer', sql: `length(${text.sql})` } : undefined
}
