import { columnShape } from '../../catalog/model/column-shape.ts'
import { rowExpressions } from '../../catalog/model/row-expression.ts'
import { sqlTokens } from '../../catalog/sql-tokens.ts'
import { quoting } from '../../database/quote.ts'
import { isAlwaysTrue } from './always-true.ts'
import { breakingRows } from './breaking-rows.ts'
import { isOfType, tryRow } from './row-trial.ts'
import type { CheckSubject, DomainSubject } from './subject.ts'
import { broken, type Trial, untested, type Verdict } from './trial.ts'

const mostRows = 400

/** A row for which a rule is false: looked for among many, of which the database itself says what they break. */
export async function tryCheck(
  trial: Trial,
  subject: CheckSubject | DomainSubject,
  expression: string,
): Promise<Verdict> {
  const { table } = subject
  const rule = ruleOf(subject, expression)
  const read = readRule(trial, subject, expression)
  if (read.alwaysTrue) return broken('it is always true: no row can break it', 0)
  const { rows, reason } = await trial.rowsFor(table)
  const [row] = rows
  if (!row) return untested(reason ?? 'no row can be made')
  const computed = subject.columns.filter((name) =>
    table.columns.some((one) => one.name === name && one.generated !== null),
  )
  let tried = 0
  let other: string | null = null
  for (const candidate of breakingRows(row, table, columnsOf(trial, subject), expression)) {
    if (++tried > mostRows) break
    const verdict = await tryRow(trial, subject, candidate, `not (${rule})`)
    if (verdict.verdict !== 'not tested') return withTrust(verdict, subject)
    if (verdict.reason?.startsWith('refused by') && !isOfType(verdict)) other = verdict.reason
  }
  const about = [
    ...read.unknown.map((what) => `it uses ${what}, which cannot be solved`),
    ...(computed.length > 0 ? [`${computed.join(', ')} is computed`] : []),
    ...(other === null ? [] : [`rows that may break it are ${other}`]),
  ]
  const found = `none of ${Math.min(tried, mostRows)} rows that were tried breaks it`
  return untested(about.length === 0 ? found : `${found}; ${about.join('; ')}`)
}

function withTrust(verdict: Verdict, subject: CheckSubject | DomainSubject): Verdict {
  if (verdict.verdict !== 'does not hold' || subject.kind === 'domain' || subject.enforced) return verdict
  return { ...verdict, reason: `${verdict.reason ?? ''}: it is NOT ENFORCED` }
}

/** The columns of a check that depend on others are reached through those. */
function columnsOf({ definition }: Trial, { table, columns }: CheckSubject | DomainSubject): string[] {
  const through = table.columns.flatMap(({ name, generated }) =>
    generated !== null && columns.includes(name) ? [generated.expression] : [],
  )
  const read = rowExpressions(definition)
  const names = table.columns.map(({ name }) => name)
  const behind = through.flatMap((text) => {
    const { known, unknown } = read(text, names)
    return [...known, ...unknown].flatMap((one) => names.filter((name) => one.text.includes(name)))
  })
  return [...new Set([...columns, ...behind])]
}

/** Over the column, where it speaks of the VALUE of a domain. */
function ruleOf(subject: CheckSubject | DomainSubject, expression: string): string {
  if (subject.kind === 'check') return expression
  const column = quoting.postgres.quoteIdentifier(subject.column.name)
  let text = ''
  let from = 0
  for (const token of sqlTokens(expression, 'subscript')) {
    if (token.kind !== 'word' || token.text.toUpperCase() !== 'VALUE') continue
    text += `${expression.slice(from, token.start)}${column}`
    from = token.end
  }
  return text + expression.slice(from)
}

interface ReadRule {
  readonly alwaysTrue: boolean
  /** What of it cannot be evaluated, as a person would name it. */
  readonly unknown: readonly string[]
}

function readRule({ definition, dialect }: Trial, subject: CheckSubject | DomainSubject, expression: string): ReadRule {
  const { columns } = subject.table
  const value = subject.kind === 'domain' ? subject.column.name : undefined
  const names = columns.map(({ name }) => name)
  const { known, unknown } = rowExpressions(definition)(expression, names, value)
  const types = new Map(
    columns.map(({ name, type }) => {
      const shape = columnShape(type)
      const scale = shape?.scale
      return [name, { ...(shape ? { type: shape.type } : {}), ...(scale === undefined ? {} : { scale }) }] as const
    }),
  )
  return {
    alwaysTrue: unknown.length === 0 && known.every((one) => isAlwaysTrue(one.expression, types, dialect)),
    unknown: unknown.flatMap(({ reasons }) => reasons),
  }
}
