import type { Metric } from '../quality-metrics.ts'
import type { MeasuredRule } from './measured-rule.ts'
import { shareOf } from './metric.ts'

interface Cells {
  required: number
  nulls: number
  markers: number
}

/**
 * Required cells that hold a value / required cells. The cells of a column are counted once: those that are null, by
 * notNull, and those that hold a text that stands for a missing value. Of a column that may be null, its values are
 * required to be none of these texts. A `complete` rule requires one thing of each row.
 */
export function completenessOf(measured: readonly MeasuredRule[]): Metric {
  const columns = new Map<string, Cells>()
  let n = 0
  for (const { rule, result } of measured) {
    const key = keyOf(rule)
    if (key === undefined) continue
    n++
    const cells = columns.get(key) ?? { required: 0, nulls: 0, markers: 0 }
    columns.set(key, cells)
    // notNull considers all cells, missingMarkers those that are not null.
    cells.required = Math.max(cells.required, result.considered)
    if (rule.type === 'missingMarkers') cells.markers = Math.max(cells.markers, result.failed)
    else cells.nulls = result.failed
  }
  let required = 0
  let missing = 0
  for (const cells of columns.values()) {
    required += cells.required
    missing += cells.nulls + cells.markers
  }
  return shareOf(required - missing, required, n)
}

function keyOf(rule: MeasuredRule['rule']): string | undefined {
  switch (rule.type) {
    case 'notNull':
    case 'missingMarkers':
      return JSON.stringify([rule.entity, rule.where, rule.column])
    case 'complete':
      return JSON.stringify([rule.entity, rule.where, rule.columns, rule.needs])
    default:
      return undefined
  }
}
