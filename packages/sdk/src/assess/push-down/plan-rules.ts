import type { Dialect } from '../../database/adapter.ts'
import { missingColumns } from '../../quality/evaluate/missing-columns.ts'
import { kindOf, type Rule } from '../../quality/rules.ts'
import type { SourceTable, SourceTables } from '../read/database-tables.ts'
import { SqlColumns } from './sql-column.ts'
import { sqlCondition } from './sql-condition.ts'
import type { SqlMeasure } from './sql-measure.ts'
import { sqlMeasureOf } from './sql-measures.ts'

/** A rule that its database can count. */
export interface PlannedRule {
  readonly rule: Rule
  readonly table: SourceTable
  /** The rule's table as `t`. */
  readonly from: string
  readonly where: string | undefined
  readonly measure: SqlMeasure
  /** True of rows of `t` that SQL takes for something else than evaluation does. */
  readonly doubts: ReadonlySet<string>
  /** The same of other tables that the rule reads. */
  readonly others: readonly SqlColumns[]
}

export function planRules(
  dialect: Dialect,
  tables: SourceTables,
  rules: readonly Rule[],
  now: Date,
): readonly PlannedRule[] {
  return rules.flatMap((rule) => {
    const planned = planRule(dialect, tables, rule, now)
    return planned === undefined ? [] : [planned]
  })
}

function planRule(dialect: Dialect, tables: SourceTables, rule: Rule, now: Date): PlannedRule | undefined {
  const table = tables.get(rule.entity)
  if (table === undefined || lacksColumns(table, rule, tables)) return undefined
  const columns = new SqlColumns(table, dialect)
  const where = rule.where === undefined ? undefined : sqlCondition(rule.where, columns)
  if (rule.where !== undefined && where === undefined) return undefined
  const others: SqlColumns[] = []
  const other = (entity: string, alias: string) => {
    const there = tables.get(entity)
    if (there === undefined) return undefined
    const found = new SqlColumns(there, dialect, alias)
    others.push(found)
    return found
  }
  const measure = sqlMeasureOf(rule, { columns, other, where, now })
  return measure && { rule, table, from: columns.from, where, measure, doubts: columns.doubts, others }
}

/** What is not there is said by evaluation, which needs no row for it. */
function lacksColumns(table: SourceTable, rule: Rule, tables: SourceTables): boolean {
  const kind = kindOf(rule)
  const names = new Set(table.columns.map(({ name }) => name))
  if (missingColumns(kind.columns(rule), names, kind.readsExpressions).length > 0) return true
  return (kind.others?.(rule) ?? []).some(({ entity, columns }) => {
    const there = new Set(tables.get(entity)?.columns.map(({ name }) => name))
    return missingColumns(columns, there).length > 0
  })
}
