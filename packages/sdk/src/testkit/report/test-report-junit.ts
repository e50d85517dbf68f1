import { html, type Markup } from '../../quality/report/html/markup.ts'
import { databaseTestTypes } from '../database-test-config.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { TestReport } from './test-report.ts'
import { countOf } from './test-report-of.ts'

/** What runners of tests read: a category is a suite, a result a case. */
export function testReportJunit({ title, results, startedAt, milliseconds, ...about }: TestReport): string {
  const types = databaseTestTypes.filter((type) => results.some(({ testType }) => testType === type))
  const properties = (['engine', 'engineVersion', 'database'] as const).map(
    (name) => html`    <property name="${name}" value="${about[name]}"/>\n`,
  )
  const suites = types.map((type): Markup => {
    const own = results.filter(({ testType }) => testType === type)
    const took = own.reduce((sum, { metrics }) => sum + metrics.executionTime, 0)
    return html`  <testsuite name="${type}" ${counts(own)} time="${seconds(took)}" timestamp="${startedAt}">
${own.map((result) => html`${caseOf(title, result)}\n`)}  </testsuite>\n`
  })
  return html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${title}" ${counts(results)} time="${seconds(milliseconds)}">
  <properties>
${properties}  </properties>
${suites}</testsuites>
`.text
}

function counts(results: readonly DatabaseTestResult[]): Markup {
  return html`tests="${results.length}" failures="${countOf(results, 'failed')}" skipped="${countOf(results, 'skipped')}"`
}

function caseOf(title: string, { testName, testType, status, metrics, errorMessage }: DatabaseTestResult): Markup {
  const about = html`    <testcase classname="${`${title}.${testType}`}" name="${testName}" time="${seconds(metrics.executionTime)}"`
  switch (status) {
    case 'passed':
      return html`${about}/>`
    case 'failed':
      return html`${about}><failure message="${errorMessage ?? ''}"/></testcase>`
    case 'skipped':
      return html`${about}><skipped message="${errorMessage ?? ''}"/></testcase>`
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
