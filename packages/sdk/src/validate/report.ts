import { dataTable } from '../quality/report/html/data-table.ts'
import { html, type Markup } from '../quality/report/html/markup.ts'
import { page } from '../quality/report/html/page.ts'
import type { HealthReport, Outcome, TestResult, ValidationResult } from './validation-result.ts'

/** All that was looked at in one go. */
export interface EnvironmentReport {
  readonly environment: string
  readonly at: Date
  readonly validation: ValidationResult | undefined
  readonly health: HealthReport | undefined
  readonly tests: readonly TestResult[]
}

export type ReportFormat = 'json' | 'markdown' | 'html' | 'junit'

export const reportFormats: readonly ReportFormat[] = ['json', 'markdown', 'html', 'junit']

/** A line of the report, whatever it is about. */
export interface ReportLine {
  readonly part: string
  readonly name: string
  readonly outcome: Outcome
  readonly message: string
  readonly milliseconds: number
}

export function reportLines({ validation, health, tests }: EnvironmentReport): ReportLine[] {
  return [
    ...(health?.checks ?? []).map((check) => ({ part: 'health', ...check })),
    ...(validation?.checks ?? []).map((check) => ({ part: 'validation', ...check })),
    ...tests.map(({ suite, probe, ...result }) => ({ part: suite, name: probe, ...result })),
  ]
}

/** Nothing failed. */
export function isGood(report: EnvironmentReport): boolean {
  return reportLines(report).every(({ outcome }) => outcome !== 'failed')
}

export function reportText(report: EnvironmentReport, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...report, good: isGood(report) }, null, 2)}\n`
    case 'markdown':
      return markdown(report)
    case 'html':
      return htmlPage(report)
    case 'junit':
      return junit(report)
  }
}

/** What needs somebody stands on top. */
function worstFirst(report: EnvironmentReport): ReportLine[] {
  const order: readonly Outcome[] = ['failed', 'warned', 'passed', 'skipped']
  return reportLines(report).toSorted((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome))
}

function summary(lines: readonly ReportLine[]): string {
  const count = (outcome: Outcome) => lines.filter((line) => line.outcome === outcome).length
  return (['passed', 'warned', 'failed', 'skipped'] as const)
    .filter((outcome) => outcome === 'passed' || count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome}`)
    .join(', ')
}

function markdown(report: EnvironmentReport): string {
  const lines = worstFirst(report)
  const cell = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').replaceAll('<', '&lt;')
  return [
    `# ${cell(report.environment)}: ${summary(lines)}`,
    '',
    `Looked at ${report.at.toISOString()}.`,
    '',
    '| | part | what | seen | ms |',
    '|---|---|---|---|---|',
    ...lines.map(
      ({ part, name, outcome, message, milliseconds }) =>
        `| ${outcome} | ${cell(part)} | ${cell(name)} | ${cell(message)} | ${Math.round(milliseconds)} |`,
    ),
    '',
  ].join('\n')
}

const looks: Readonly<Record<Outcome, string>> = {
  passed: 'good-text',
  warned: 'warned-text',
  failed: 'bad-text',
  skipped: 'faint',
}

function htmlPage(report: EnvironmentReport): string {
  const { environment, at } = report
  const lines = worstFirst(report)
  const table = dataTable({
    columns: [{ name: '' }, { name: 'Part' }, { name: 'What' }, { name: 'Seen' }, { name: 'ms', numeric: true }],
    rows: lines.map(({ part, name, outcome, message, milliseconds }) => [
      html`<b class="${looks[outcome]}">${outcome}</b>`,
      part,
      name,
      message,
      String(Math.round(milliseconds)),
    ]),
  })
  return page({
    title: environment,
    verdict: { good: isGood(report), text: summary(lines) },
    about: html`Looked at <time datetime="${at.toISOString()}">${at.toISOString()}</time>.`,
    sections: [{ id: 'seen', title: 'What was looked at', body: table }],
  })
}

function junit(report: EnvironmentReport): string {
  const { environment, at } = report
  const lines = reportLines(report)
  const parts = [...new Set(lines.map(({ part }) => part))]
  const suites = parts.map((part): Markup => {
    const own = lines.filter((line) => line.part === part)
    const count = (outcome: Outcome) => own.filter((line) => line.outcome === outcome).length
    const seconds = own.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000
    return html`  <testsuite name="${part}" tests="${own.length}" failures="${count('failed')}" skipped="${count('skipped')}" time="${seconds.toFixed(3)}" timestamp="${at.toISOString()}">
${own.map((line) => html`${testCase(environment, line)}\n`)}  </testsuite>\n`
  })
  return html`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}</testsuites>\n`.text
}

function testCase(environment: string, { part, name, outcome, message, milliseconds }: ReportLine): Markup {
  const open = html`    <testcase classname="${`${environment}.${part}`}" name="${name}" time="${(milliseconds / 1000).toFixed(3)}"`
  switch (outcome) {
    case 'passed':
      return html`${open}/>`
    case 'failed':
      return html`${open}><failure message="${message}"/></testcase>`
    case 'skipped':
      return html`${open}><skipped message="${message}"/></testcase>`
    case 'warned':
      return html`${open}><system-out>${message}</system-out></testcase>`
  }
}
