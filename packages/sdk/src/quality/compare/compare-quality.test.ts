import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { rowsSource } from '../../assess/read/rows-source.ts'
import { evaluateRules } from '../evaluate/evaluate-rules.ts'
import type { QualityReport } from '../quality-report.ts'
import { qualityReportOf } from '../report/quality-report-of.ts'
import type { Rule } from '../rules.ts'
import { compareQuality } from './compare-quality.ts'
import { parseQualityRun } from './parse-quality-run.ts'
import { qualityRunOf } from './quality-run-of.ts'

const at = new Date('2026-11-29T00:00:00Z')
const a = { entity: 'rows' } as const
const rules: readonly Rule[] = ['a', 'b', 'c', 'd', 'e'].map((column) => ({
  ...a,
  id: column,
  type: 'notNull',
  column,
  fail: { share: 0.5 },
  warn: { count: 0 },
}))

async function reportOf(rows: readonly Record<string, unknown>[], by: readonly Rule[] = rules): Promise<QualityReport> {
  const found = await evaluateRules(rowsSource({ data: rows }), by, { now: at })
  return qualityReportOf({ dataset: 'rows', at, milliseconds: 1, by: 'rows', rules: by, ...found })
}

const before = [
  { a: 1, b: 1, c: null, d: null, e: 1 },
  { a: 1, b: 1, c: 1, d: null, e: 1 },
]
const after = [
  { a: 1, b: null, c: null, d: 1 },
  { a: 1, b: 1, c: null, d: 1 },
]

test('it tells rule by rule what is new, worse, fixed and no longer evaluated, the worst first', async () => {
  const compared = compareQuality(await reportOf(before), await reportOf(after))
  expect(compared.rules.map(({ id, change }) => [id, change])).toEqual([
    ['b', 'new'],
    ['c', 'worse'],
    ['e', 'lost'],
    ['d', 'fixed'],
    ['a', 'same'],
  ])
  expect(compared.worse).toBe(true)
  expect(compared.metrics.find(({ metric }) => metric === 'completeness')).toEqual({
    metric: 'completeness',
    before: 0.7,
    after: 0.625,
    change: 0.625 - 0.7,
  })
  expect(compared.metrics.find(({ metric }) => metric === 'accuracy')?.change).toBeNull()
})

test('the other way round it is better, found and fixed, and nothing is worse but what broke', async () => {
  const compared = compareQuality(await reportOf(after), await reportOf(before))
  expect(Object.fromEntries(compared.rules.map(({ id, change }) => [id, change]))).toEqual({
    b: 'fixed',
    c: 'better',
    e: 'found',
    d: 'new',
    a: 'same',
  })
  const same = compareQuality(await reportOf(before), await reportOf(before))
  expect([same.worse, new Set(same.rules.map(({ change }) => change))]).toEqual([false, new Set(['same'])])
})

test('what varies within what is tolerated did not change', async () => {
  const tolerant = rules.map((rule): Rule => ({ ...rule, warn: { share: 0.5 } }))
  const [none, half] = [
    [{ a: 1 }, { a: 1 }],
    [{ a: 1 }, { a: null }],
  ]
  const compared = compareQuality(await reportOf(none, tolerant), await reportOf(half, tolerant))
  expect(compared.rules.find(({ id }) => id === 'a')).toMatchObject({ change: 'same', after: { failed: 1 } })
})

test('looks by different rules are compared only where that is meant, and then rule by rule', async () => {
  const fewer = rules.slice(1)
  const [one, other] = [await reportOf(before), await reportOf(before, fewer)]
  expect(await failure((async () => compareQuality(one, other))())).toMatchObject({ code: 'QUALITY_RULES_DIFFER' })
  const compared = compareQuality(one, other, { acrossRules: true })
  expect(compared.sameRules).toBe(false)
  expect(compared.rules.filter(({ change }) => change !== 'same').map(({ id, change }) => [id, change])).toEqual([
    ['a', 'gone'],
  ])
})

test('rules are the same in any order, whatever is said about them, and others with another bound', async () => {
  const told = rules.map(
    (rule): Rule => ({ ...rule, description: 'why', from: { source: 'sample', evidence: 'x', confidence: 1 } }),
  )
  expect((await reportOf(before, told.toReversed())).rulesHash).toBe((await reportOf(before)).rulesHash)
  const looser = rules.map((rule): Rule => ({ ...rule, fail: { share: 0.6 } }))
  expect((await reportOf(before, looser)).rulesHash).not.toBe((await reportOf(before)).rulesHash)
})

const failed = (text: string, place: string) => failure((async () => parseQualityRun(text, place))())

test('a report that was written is read again as what a history keeps of it; what is none is refused by its place', async () => {
  const report = await reportOf(before)
  const run = qualityRunOf(report)
  expect(parseQualityRun(JSON.stringify(report), 'a.json')).toEqual(run)
  expect(parseQualityRun(JSON.stringify(run), 'a.json')).toEqual(run)
  expect(JSON.stringify(run)).not.toContain('holds a value')
  expect(await failed('id,mail\n1,zyzzyva', 'a.csv')).toMatchObject({
    code: 'REPORT_INVALID',
    message: 'a.csv: it is no JSON',
  })
  expect((await failed(JSON.stringify({ ...run, rulesHash: 1 }), 'a.json')).message).toBe(
    'a.json: it is no report of quality: see rulesHash',
  )
})
