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
      return html(report)
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

function html(report: EnvironmentReport): string {
  const lines = worstFirst(report)
  const rows = lines.map(
    ({ part, name, outcome, message, milliseconds }) =>
      `<tr class="${outcome}"><td>${outcome}</td><td>${escaped(part)}</td><td>${escaped(name)}</td><td>${escaped(message)}</td><td class="ms">${Math.round(milliseconds)}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(report.environment)}: ${summary(lines)}</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #8884; }
  .ms { text-align: right; font-variant-numeric: tabular-nums; }
  td:first-child { font-weight: 600; }
  .passed td:first-child { color: light-dark(#1a7f37, #4ac26b); }
  .warned td:first-child { color: light-dark(#9a6700, #d4a72c); }
  .failed td:first-child { color: light-dark(#cf222e, #ff8182); }
</style>
<h1>${escaped(report.environment)}</h1>
<p>${summary(lines)}. Looked at <time datetime="${report.at.toISOString()}">${report.at.toISOString()}</time>.</p>
<table>
<thead><tr><th></th><th>Part</th><th>What</th><th>Seen</th><th class="ms">ms</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</html>
`
}

function junit(report: EnvironmentReport): string {
  const lines = reportLines(report)
  const parts = [...new Set(lines.map(({ part }) => part))]
  const suites = parts.map((part) => {
    const own = lines.filter((line) => line.part === part)
    const count = (outcome: Outcome) => own.filter((line) => line.outcome === outcome).length
    const seconds = own.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000
    const cases = own.map(({ name, outcome, message, milliseconds }) => {
      const open = `    <testcase classname="${escaped(`${report.environment}.${part}`)}" name="${escaped(name)}" time="${(milliseconds / 1000).toFixed(3)}"`
      if (outcome === 'failed') return `${open}><failure message="${escaped(message)}"/></testcase>`
      if (outcome === 'skipped') return `${open}><skipped message="${escaped(message)}"/></testcase>`
      return outcome === 'warned' ? `${open}><system-out>${escaped(message)}</system-out></testcase>` : `${open}/>`
    })
    return [
      `  <testsuite name="${escaped(part)}" tests="${own.length}" failures="${count('failed')}" skipped="${count('skipped')}" time="${seconds.toFixed(3)}" timestamp="${report.at.toISOString()}">`,
      ...cases,
      '  </testsuite>',
    ].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What XML cannot hold becomes the sign for what cannot be shown. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character]!)
    .replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}/gu, '\ufffd')
}
