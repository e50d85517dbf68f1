import { metricNames } from '../quality-metrics.ts'
import type { QualityReport, RuleResult } from '../quality-report.ts'
import { html, type Markup } from './html/markup.ts'
import { placeOf, shapeText } from './report-parts.ts'

/** What runners of tests read: an entity is a suite, a rule a case; what was not evaluated is skipped. */
export function junitReport({ dataset, at, milliseconds, results, metrics }: QualityReport): string {
  const entities = [...new Set(results.map(({ entity }) => entity))]
  const count = (list: readonly RuleResult[], outcome: RuleResult['outcome']) =>
    list.filter((result) => result.outcome === outcome).length
  const suites = entities.map((entity): Markup => {
    const own = results.filter((result) => result.entity === entity)
    return html`  <testsuite name="${entity}" tests="${own.length}" failures="${count(own, 'failed')}" skipped="${count(own, 'not evaluated')}" timestamp="${at}">
${own.map((result) => html`${caseOf(dataset, result)}\n`)}  </testsuite>\n`
  })
  const figures = metricNames.flatMap((name): Markup[] => {
    const { value } = metrics[name]
    return value === null ? [] : [html`    <property name="${name}" value="${value}"/>\n`]
  })
  return html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${dataset}" tests="${results.length}" failures="${count(results, 'failed')}" skipped="${count(results, 'not evaluated')}" time="${(milliseconds / 1000).toFixed(3)}">
  <properties>
${figures}  </properties>
${suites}</testsuites>
`.text
}

function caseOf(dataset: string, { id, entity, outcome, message, sample }: RuleResult): Markup {
  const about = html`    <testcase classname="${`${dataset}.${entity}`}" name="${id}"`
  switch (outcome) {
    case 'passed':
      return html`${about}/>`
    case 'failed':
      return html`${about}><failure message="${message}">${sample.map(rowText).join('\n')}</failure></testcase>`
    case 'not evaluated':
      return html`${about}><skipped message="${message}"/></testcase>`
    case 'warned':
      return html`${about}><system-out>${[message, ...sample.map(rowText)].join('\n')}</system-out></testcase>`
  }
}

function rowText(row: RuleResult['sample'][number]): string {
  return [placeOf(row), ...Object.entries(row.values).map(([name, value]) => `${name} ${shapeText(value)}`)].join('  ')
}
