import { parseTimestamp } from '../../model/calendar.ts'
import { againstBounds } from '../../quality/evaluate/entity-measure.ts'
import { notEvaluated, whyNothing } from '../../quality/evaluate/row-tally.ts'
import type { Measured } from '../../quality/rule-kind.ts'
import { columns as columnsKind } from '../../quality/rules/columns.ts'
import { freshnessOf } from '../../quality/rules/freshness.ts'
import type { RuleOf } from '../../quality/rules.ts'
import { among, isNumber } from './among.ts'
import type { SqlCounts, SqlOfEntity, SqlScope } from './sql-measure.ts'

export function rowCountBySql(rule: RuleOf<'rowCount'>, { other }: SqlScope): SqlOfEntity | undefined {
  const { min, max, sameAs } = rule
  if (sameAs === undefined) return { aggregates: [], measured: (_, { looked }) => againstBounds(looked, min, max) }
  if (sameAs.entity === rule.entity) return undefined
  const there = other(sameAs.entity, 'o')
  if (there === undefined) return undefined
  return {
    aggregates: [],
    queries: [`select count(*) from ${there.from}`],
    measured([count], { looked }) {
      const wanted = Number(count) * (sameAs.factor ?? 1)
      return { considered: 1, failed: looked === wanted ? 0 : 1, value: looked, failedRows: [] }
    },
  }
}

/** The catalog says it; a table without rows says nothing, as everywhere. */
export function columnsBySql(rule: RuleOf<'columns'>, { columns, now }: SqlScope): SqlOfEntity {
  return {
    aggregates: [],
    measured() {
      const evaluation = columnsKind.start(rule, { fields: undefined, samples: 0, now })
      const vector = { type: 'text', length: 0, values: [] } as const
      const found = columns.names().map((name) => ({ name, vector }))
      evaluation.add({ entity: rule.entity, firstRow: 0, length: 0, columns: found }, undefined)
      return evaluation.end()
    },
  }
}

export function distinctCountBySql(rule: RuleOf<'distinctCount'>, { columns }: SqlScope): SqlOfEntity | undefined {
  const { min = 0, max = Number.POSITIVE_INFINITY, minShare = 0, maxShare = 1 } = rule
  const term = columns.value(rule.column)
  if (term === undefined) return undefined
  return {
    aggregates: [`count(${term.sql})`, `count(distinct ${term.sql})`],
    measured([first, second], counts) {
      const [present, distinct] = [Number(first), Number(second)]
      if (present === 0) return nothing(counts)
      const ratio = distinct / present
      const holds = distinct >= min && distinct <= max && ratio >= minShare && ratio <= maxShare
      return { considered: 1, failed: holds ? 0 : 1, value: distinct, failedRows: [] }
    },
  }
}

export function distinctSetBySql(rule: RuleOf<'distinctSet'>, { columns }: SqlScope): SqlOfEntity | undefined {
  const { values, relation } = rule
  const term = columns.value(rule.column)
  const inside = term && among(term, values, columns.dialect)
  if (term === undefined || inside === undefined) return undefined
  const wanted = new Set(values.map(String)).size
  return {
    aggregates: [
      `count(${term.sql})`,
      `count(distinct case when ${inside} then ${term.sql} end)`,
      `count(case when not (${inside}) then 1 end)`,
    ],
    measured([present, found, others], counts) {
      if (Number(present) === 0) return nothing(counts)
      const missing = wanted - Number(found)
      const extra = relation === 'equals' && Number(others) > 0
      return {
        considered: 1,
        failed: missing > 0 || extra ? 1 : 0,
        value: `${missing} missing${extra ? ', others occur' : ''}`,
        failedRows: [],
      }
    },
  }
}

export function freshnessBySql(rule: RuleOf<'freshness'>, { columns, now }: SqlScope): SqlOfEntity | undefined {
  const term = columns.value(rule.column)
  if (term?.type !== 'date' && term?.type !== 'timestamp' && term?.type !== 'timestamptz') return undefined
  return {
    aggregates: [`max(${term.sql})`],
    measured([newest], counts) {
      if (newest === null || newest === undefined) return nothing(counts)
      const micros = parseTimestamp(String(newest))
      if (micros === undefined) return notEvaluated('no value is a date or a moment')
      return freshnessOf(micros, rule.maxAge, now)
    },
  }
}

/** Sums where they are exact: of floats each order of the rows gives another one. */
export function aggregateBySql(rule: RuleOf<'aggregate'>, { columns }: SqlScope): SqlOfEntity | undefined {
  const term = columns.number(rule.column)
  if (term === undefined || !isNumber(term)) return undefined
  const { sql } = term
  const isExact = columns.dialect === 'postgres' && term.type !== 'float'
  const figures: Partial<Record<typeof rule.measure, readonly string[]>> = {
    min: [`min(${sql})`],
    max: [`max(${sql})`],
    range: [`max(${sql})`, `min(${sql})`],
    zeros: [`count(case when ${sql} = 0 then 1 end)`],
    ...(isExact ? { sum: [`sum(${sql})`], mean: [`avg(${sql})`] } : {}),
  }
  const chosen = figures[rule.measure]
  if (chosen === undefined) return undefined
  return {
    aggregates: [`count(${sql})`, ...chosen],
    measured([present, first, second], counts) {
      if (Number(present) === 0) return nothing(counts)
      return againstBounds(Number(first) - (second === undefined ? 0 : Number(second)), rule.min, rule.max)
    },
  }
}

function nothing({ rows, looked }: SqlCounts): Measured {
  return notEvaluated(whyNothing(rows, looked))
}
