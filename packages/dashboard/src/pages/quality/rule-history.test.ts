import { expect, test } from 'vitest'
import { columnsByRun, outcomesOf, ruleHistories } from './rule-history.ts'
import type { RuleResult, RunReport } from './run-reports.svelte.ts'

function result(id: string, outcome: RuleResult['outcome'], more: Partial<RuleResult> = {}): RuleResult {
  return {
    id,
    type: 'notNull',
    entity: 'people',
    columns: [id],
    group: 'completenessRules',
    dimension: 'completeness',
    severity: 'major',
    outcome,
    message: '',
    considered: 100,
    failed: 0,
    passRatio: 1,
    sample: [],
    ...more,
  }
}

function report(version: number, results: readonly RuleResult[]): RunReport {
  const run = {
    id: `run ${version}`,
    dataset: 'd',
    version,
    rulesVersion: 1,
    job: 'j',
    status: 'done' as const,
    outcome: 'passed' as const,
    refusedFor: null,
    score: 1,
    metrics: null,
    startedAt: '2026-01-01T00:00:00Z',
    at: '2026-01-01T00:00:00Z',
    report: null,
  }
  return { run, results }
}

const reports = [
  report(1, [result('email', 'passed'), result('name', 'failed', { passRatio: 0.5 })]),
  report(2, [result('email', 'failed', { passRatio: 0.9 }), result('name', 'passed'), result('plan', 'passed')]),
]

test('what fails now is worse than what failed before, and a rule that is new has no past', () => {
  const found = ruleHistories(reports)
  expect(found.map(({ rule }) => rule.id)).toEqual(['email', 'name', 'plan'])
  expect(found[2]?.runs.map(({ result }) => result?.outcome)).toEqual([undefined, 'passed'])
  expect(ruleHistories([])).toEqual([])
})

test('a column is as bad as the worst rule about it', () => {
  const twice = report(3, [
    result('email', 'passed'),
    result('email format', 'warned', { columns: ['email'], passRatio: 0.8 }),
  ])
  const { rows, cell } = columnsByRun([twice])
  expect(rows).toEqual(['people.email'])
  expect(cell(0, 0)).toMatchObject({ outcome: 'warned', failing: expect.closeTo(0.2) })
  expect(cell(0, 0)?.rules).toHaveLength(2)
})

test('outcomes are counted check by check', () => {
  expect(outcomesOf(reports)).toEqual({ passed: [1, 2], warned: [0, 0], failed: [1, 1], 'not evaluated': [0, 0] })
})
