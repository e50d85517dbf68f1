import { describe, expect, test } from 'vitest'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { TestReport } from './test-report.ts'
import { testReportFile } from './test-report-file.ts'
import { hasPassed } from './test-report-of.ts'
import { testReportText } from './test-report-text.ts'

const metrics = { executionTime: 1234.5, memoryUsage: null, rowsAffected: 3, queryComplexity: 8.3, connectionCount: 1 }

function result(testName: string, status: DatabaseTestResult['status'], more: Partial<DatabaseTestResult> = {}) {
  const errorMessage = status === 'passed' ? null : `${testName} is ${status}`
  return { testName, status, testType: 'unit', metrics, errorMessage, performanceData: null, ...more } as const
}

function reportOf(results: readonly DatabaseTestResult[]): TestReport {
  return {
    kind: 'testkit-report',
    version: 1,
    title: 'Shop',
    engine: 'sqlite',
    engineVersion: '3.53.2',
    database: 'sqlite:shop.db',
    startedAt: '2026-01-31T12:00:00.000Z',
    milliseconds: 5000,
    results,
    passed: hasPassed(results),
  }
}

const mixed = [
  result('orders: create', 'passed'),
  result('orders: lost updates', 'failed'),
  result('vectors', 'skipped', { testType: 'integration' }),
]

describe('a report passes', () => {
  test.each([
    [['passed', 'skipped'], true],
    [['passed', 'failed'], false],
    [['skipped'], false],
    [[], false],
  ] as const)('with %j: %s', (statuses, passed) => {
    expect(hasPassed(statuses.map((status) => result('a', status)))).toBe(passed)
  })
})

test('as data it is what it was', () => {
  const report = reportOf(mixed)
  expect(testReportFile.parse(JSON.parse(testReportText(report, 'json')))).toEqual(report)
})

test('as Markdown what did not pass stands above everything else, with its reason', () => {
  const text = testReportText(reportOf(mixed), 'markdown')
  expect(text).toContain('# Shop: 3 tests, 1 passed, 1 failed, 1 skipped')
  expect(text).toContain('| unit | 2 | 1 | 1 | 0 |\n| integration | 1 | 0 | 0 | 1 |')
  expect(text).toMatch(
    /## What did not pass\n\n- \*\*failed\*\* orders: lost updates: [^\n]+\n- \*\*skipped\*\* vectors/,
  )
  expect(text).toContain('| passed | orders: create | 1.2 s | 3 | 8.3 |')
})

test('as JUnit each category is a suite that counts its cases', () => {
  const text = testReportText(reportOf(mixed), 'junit')
  expect(text).toContain('<testsuites name="Shop" tests="3" failures="1" skipped="1" time="5.000">')
  expect(text).toContain('<testsuite name="unit" tests="2" failures="1" skipped="0" time="2.469"')
  expect(text).toContain('<testcase classname="Shop.unit" name="orders: create" time="1.234"/>')
  expect(text).toContain('<failure message="orders: lost updates is failed"/>')
  expect(text).toContain('<skipped message="vectors is skipped"/>')
})

test('on a terminal the reasons stand below the table and the sum comes last', () => {
  const text = testReportText(reportOf(mixed), 'text')
  expect(text).toMatch(/^Shop: sqlite:shop\.db \(sqlite 3\.53\.2\)\n/)
  expect(text).toMatch(/passed {3}orders: create +1\.2 s +3 +8\.3\n/)
  expect(text).toMatch(
    /FAILED {2}orders: lost updates\n {8}orders: lost updates is failed\nskipped {2}vectors: vectors is skipped\n/,
  )
  expect(text).toMatch(/\n3 tests, 1 passed, 1 failed, 1 skipped, 5\.0 s\n$/)
})

test('names of a database are text in every format, whatever they are', () => {
  const hostile = 'a"<b>|`x`\n\u001b[31m| c & \u202e'
  const report = reportOf([result(hostile, 'failed', { errorMessage: hostile })])
  for (const format of ['junit', 'markdown', 'text'] as const) {
    expect(testReportText(report, format)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
  }
  expect(testReportText(report, 'junit')).not.toMatch(/<b>|& /)
  expect(testReportText(report, 'markdown')).not.toMatch(/[^\\][<`](?:b|x)/)
  expect(testReportText(report, 'text')).toContain('FAILED  a"<b>|`x` [31m| c & \n')
})
