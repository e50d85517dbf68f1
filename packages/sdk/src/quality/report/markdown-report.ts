import type { Improvement } from '../improvement.ts'
import { metricNames } from '../quality-metrics.ts'
import type { QualityReport, RuleResult } from '../quality-report.ts'
import { markdownText } from './markdown-text.ts'
import {
  grouped,
  metricTitles,
  overallText,
  placeOf,
  shapeText,
  shareText,
  summaryOf,
  worstFirst,
} from './report-parts.ts'

const shownRows = 3

export function markdownReport(report: QualityReport, improvements: readonly Improvement[] = []): string {
  const { dataset, at, results, metrics, entities, rulesHash } = report
  const broken = worstFirst(results).filter(({ outcome }) => outcome !== 'passed')
  return [
    `# ${markdownText(dataset)}: ${summaryOf(results)}`,
    '',
    `${markdownText(overallText(report))} Looked at ${at}, by the rules ${rulesHash.slice(0, 12)}.`,
    '',
    '| Metric | | 95 % | Of | Rules |',
    '|---|---:|---|---:|---:|',
    ...metricNames.map((name) => {
      const { value, interval, denominator, n } = metrics[name]
      const range = interval === null ? '' : `${shareText(interval[0])} to ${shareText(interval[1])}`
      return `| ${metricTitles[name]} | ${shareText(value)} | ${range} | ${grouped(denominator)} | ${n} |`
    }),
    '',
    '| Entity | Rows | Rules | Passed |',
    '|---|---:|---:|---:|',
    ...entities.map(({ entity, rows }) => {
      const own = results.filter((result) => result.entity === entity)
      const passed = own.filter(({ outcome }) => outcome === 'passed').length
      return `| ${markdownText(entity)} | ${grouped(rows)} | ${own.length} | ${passed} |`
    }),
    '',
    ...(broken.length === 0
      ? ['Every rule holds.', '']
      : ['## What does not hold', '', ...broken.flatMap(resultLines), '']),
    ...(improvements.length === 0
      ? []
      : [
          '## What would help',
          '',
          ...improvements.map(({ rule, text }) => `- **${markdownText(rule)}**: ${markdownText(text)}`),
          '',
        ]),
  ].join('\n')
}

function resultLines({ id, entity, outcome, severity, message, sample }: RuleResult): string[] {
  return [
    `- **${outcome}** (${severity}) ${markdownText(entity)}, ${markdownText(id)}: ${markdownText(message)}`,
    ...sample.slice(0, shownRows).map((row) => {
      const shapes = Object.entries(row.values).map(([name, value]) => `${name} ${shapeText(value)}`)
      return `  - ${markdownText([placeOf(row), ...shapes].join(', '))}`
    }),
  ]
}
