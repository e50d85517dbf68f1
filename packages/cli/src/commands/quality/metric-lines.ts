import { metricNames, type QualityMetrics } from '@understudy/sdk/quality'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'
import { metricTitles, shareText } from './metric-text.ts'

/** Nothing where nothing was measured. */
export function metricLines(metrics: QualityMetrics): Line[] {
  const { value, cappedBy } = metrics.overall
  if (value === null) return []
  const figures = metricNames.flatMap((name) => {
    const share = metrics[name].value
    return share === null ? [] : [`${metricTitles[name]} ${shareText(share)}`]
  })
  const capped = cappedBy === undefined ? '' : `, capped as ${oneLine(cappedBy)} failed`
  return [`overall ${shareText(value)}${capped}: ${figures.join(', ')}`]
}
