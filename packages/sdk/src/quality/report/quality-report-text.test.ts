import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { qualityRunOf } from '../compare/quality-run-of.ts'
import type { Improvement } from '../improvement.ts'
import type { QualityReport, RuleOutcome, RuleResult } from '../quality-report.ts'
import type { Rule } from '../rules.ts'
import { qualityReportOf } from './quality-report-of.ts'
import { qualityReportFormats, qualityReportText } from './quality-report-text.ts'
import { shareText } from './report-parts.ts'

const hostile = '|a* [b](http://x) `c` _d_ <script>alert(1)</script> & "e" \u0001 \ud800 \ufffe \u202e'
const at = new Date('2026-11-29T00:00:00Z')

function result(id: string, outcome: RuleOutcome, failed: number, more: Partial<RuleResult> = {}): RuleResult {
  const considered = outcome === 'not evaluated' ? 0 : 4
  return {
    id,
    type: 'notNull',
    entity: hostile,
    columns: ['a'],
    group: 'completenessRules',
    dimension: 'completeness',
    severity: 'major',
    outcome,
    message: hostile,
    considered,
    failed,
    passRatio: considered === 0 ? null : (considered - failed) / considered,
    sample: failed > 0 ? [{ row: 6, values: { [hostile]: hostile, empty: '', gone: null } }] : [],
    ...more,
  }
}

const results = [
  result('holds', 'passed', 0),
  result('gone', 'not evaluated', 0),
  result('tolerated', 'warned', 1),
  result('minor', 'failed', 1, { severity: 'minor' }),
  result('critical', 'failed', 2, { severity: 'critical' }),
]
const rules = results.map(({ id, severity }): Rule => ({ id, entity: hostile, type: 'notNull', column: id, severity }))
const report: QualityReport = qualityReportOf({
  dataset: hostile,
  at,
  milliseconds: 1500,
  by: 'rows',
  entities: [{ entity: hostile, rows: 1234 }],
  results,
  rules,
})
const improvements: Improvement[] = [
  {
    rule: 'critical',
    text: hostile,
    patch: { type: 'trim', entity: hostile, column: 'a' },
    rows: 2,
    predicted: { completeness: 0.125 },
  },
]
const history = [{ ...qualityRunOf(report), at: '2026-11-28T00:00:00.000Z' }]

test('every format says every rule, and every metric that was measured', () => {
  for (const format of qualityReportFormats) {
    const text = qualityReportText(report, format, { improvements, history })
    for (const { id } of results.filter(({ outcome }) => outcome !== 'passed')) expect(text).toContain(id)
    expect(text).toMatch(/completeness/i)
  }
})

test('what people read begins with what failed, the critical first', () => {
  for (const format of ['html', 'markdown'] as const) {
    const text = qualityReportText(report, format)
    const places = ['critical', 'minor', 'tolerated', 'gone'].map((id) =>
      text.indexOf(format === 'html' ? `</span> ${id} ` : `, ${id}: `),
    )
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
  }
})

test('a critical rule that failed is named where the score stands', () => {
  for (const format of ['html', 'markdown'] as const)
    expect(qualityReportText(report, format)).toContain('Overall 50 %: capped, as the critical rule critical failed.')
})

test('HTML is one file in which no text is markup, with its charts in it', () => {
  const text = qualityReportText(report, 'html', { improvements, history })
  expect(text).not.toMatch(/<script|<link|<img|\ssrc=|@import/)
  expect(text.match(/<svg /g)?.length).toBeGreaterThan(2)
  expect(text).toContain('+12.5')
  expect(text).toMatch(/Overall<\/b>, 2 runs/)
})

test('Markdown takes no text for more than text', () => {
  const text = qualityReportText(report, 'markdown', { improvements })
  expect(text).toContain(String.raw`\|a\* \[b\](http://x) \`c\` \_d\_ \<script\>`)
  expect(text).not.toMatch(/[^\\]<script|\u202e|[^\P{Cc}\n]/u)
  for (const line of text.split('\n').filter((one) => one.startsWith('|')))
    expect(line.replaceAll(/\\./g, '').split('|').length).toBeLessThan(8)
})

test('JUnit is well-formed XML: a suite of each entity, failures and what was not evaluated counted', () => {
  const suites: (string | undefined)[][] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    const { tests, failures, skipped } = attributes
    if (name.startsWith('testsuite')) suites.push([name, String(tests), String(failures), String(skipped)])
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(qualityReportText(report, 'junit')).close()
  expect(suites).toEqual([
    ['testsuites', '5', '2', '1'],
    ['testsuite', '5', '2', '1'],
  ])
})

test('JSON is the report, to be read again', () => {
  expect(JSON.parse(qualityReportText(report, 'json'))).toEqual(JSON.parse(JSON.stringify(report)))
})

test('a share that is not whole is never shown as such, nor one that is not nothing as nothing', () => {
  expect([1, 0.99999, 0.5, 0.29, 0.00001, 0, null].map(shareText)).toEqual([
    '100 %',
    '99.99 %',
    '50 %',
    '29 %',
    '< 0.01 %',
    '0 %',
    'not measured',
  ])
})
