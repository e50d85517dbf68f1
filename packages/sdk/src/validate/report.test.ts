import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { type EnvironmentReport, isGood, reportFormats, reportText } from './report.ts'

const hostile = 'a | b <script>alert(1)</script> & "c" \u0001 \ud800'
const check = (outcome: 'passed' | 'failed' | 'warned' | 'skipped', name: string) => ({
  name,
  outcome,
  message: hostile,
  milliseconds: 1.5,
})
const report: EnvironmentReport = {
  environment: hostile,
  at: new Date('2026-11-29T00:00:00Z'),
  health: {
    environment: 'x',
    at: new Date(0),
    status: 'unhealthy',
    checks: [check('passed', 'up'), check('warned', 'slow')],
  },
  validation: { environment: 'x', at: new Date(0), valid: false, checks: [check('failed', 'orphans')] },
  tests: [{ suite: 'crud', probe: 'orders', outcome: 'skipped', message: hostile, milliseconds: 0 }],
}

test('a report is good unless something failed', () => {
  expect(isGood(report)).toBe(false)
  expect(isGood({ ...report, validation: undefined })).toBe(true)
})

test('every format says every line', () => {
  for (const format of reportFormats) {
    for (const name of ['up', 'slow', 'orphans', 'orders']) expect(reportText(report, format)).toContain(name)
  }
})

test('what failed stands on top of what people read, then what is to be looked at', () => {
  for (const format of ['html', 'markdown'] as const) {
    const text = reportText(report, format)
    const places = ['orphans', 'slow', '>up<', 'orders'].map((name) =>
      text.indexOf(format === 'html' ? name : name.replaceAll(/[<>]/g, ' ')),
    )
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
  }
})

test('JUnit is well-formed XML with the failures counted, whatever the texts hold', () => {
  const suites: Record<string, string>[] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'testsuite') suites.push(attributes as Record<string, string>)
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(reportText(report, 'junit')).close()
  expect(suites.map(({ name, tests, failures, skipped }) => [name, tests, failures, skipped])).toEqual([
    ['health', '2', '0', '0'],
    ['validation', '1', '1', '0'],
    ['crud', '1', '0', '1'],
  ])
})

test('a page runs no script of a text, and a table of Markdown stays a table', () => {
  expect(reportText(report, 'html')).not.toContain('<script>')
  const rows = reportText(report, 'markdown')
    .split('\n')
    .filter((line) => line.startsWith('|'))
  expect(rows).toHaveLength(6)
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7)
})

test('JSON is one document that says whether it is good', () => {
  expect(JSON.parse(reportText(report, 'json'))).toMatchObject({ good: false, environment: expect.any(String) })
})
