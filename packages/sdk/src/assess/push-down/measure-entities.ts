import { againstBounds } from '../../quality/evaluate/entity-measure.ts'
import type { RuleOf } from '../../quality/rules.ts'
import type { SqlOfEntity, SqlScope } from './sql-measure.ts'

export function rowCountBySql(rule: RuleOf<'rowCount'>, { other }: SqlScope): SqlOfEntity | undefined {
  const { min, max, sameAs } = rule
  if (sameAs === undefined) return { aggregates: [], measured: (_, { looked }) => againstBounds(looked, min, max) }
  if (sameAs.entity === rule.entity) return undefined
  const there = other(sameAs.entity, 'o')
  if (there === undefined) return undefined
  return {
    aggregates: [`(select count(*) from ${there.from})`],
    measured([count], { looked }) {
      const wanted = Number(count) * (sameAs.factor ?? 1)
      return { considered: 1, failed: looked === wanted ? 0 : 1, value: looked, failedRows: [] }
    },
  }
}
