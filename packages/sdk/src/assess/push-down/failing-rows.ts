import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { bindFields } from '../../model/expression/fields.ts'
import { maskedShape } from '../../quality/evaluate/masked-shape.ts'
import type { FailedRow } from '../../quality/quality-report.ts'
import { kindOf } from '../../quality/rules.ts'
import type { PlannedRule } from './plan-rules.ts'
import { whereAll } from './sql-measure.ts'

/** Some of the rows that fail, in no order: where each of them is, and the shapes of what the rule reads. */
export async function failingRows(
  session: Session,
  { rule, table, from, where, measure }: PlannedRule,
  { samples, signal }: { readonly samples: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly FailedRow[]> {
  if ('aggregates' in measure || samples === 0) return []
  const failing = 'considered' in measure ? [measure.considered, measure.failed] : [measure.failing]
  const { quoteIdentifier } = quoting[session.dialect]
  const names = table.columns.map(({ name }) => name)
  const read = kindOf(rule)
    .columns(rule)
    .flatMap((name) => {
      const { expression } = bindFields({ type: 'field', name, quoted: false }, names)
      return expression.type === 'field' ? [expression.name] : []
    })
  const text = (name: string) => `cast(t.${quoteIdentifier(name)} as text)`
  const chosen = [table.place ?? 'null', ...read.map(text)].map((term, at) => `${term} as c${at}`)
  const conditions = [where, ...failing].filter((condition) => condition !== 'true')
  const rows = await session.query(
    `select ${chosen.join(', ')} from ${from}${whereAll(...conditions)} limit ${samples}`,
    [],
    { signal },
  )
  return rows.map((row) => ({
    ...(table.place === undefined ? {} : { place: String(row.c0) }),
    values: Object.fromEntries(
      read.map((name, at) => {
        const value = row[`c${at + 1}`]
        return [name, value === null || value === undefined ? null : maskedShape(String(value))]
      }),
    ),
  }))
}
