import { expect, test } from 'vitest'
import { rowsSource } from '../../assess/read/rows-source.ts'
import { evaluateRules } from '../evaluate/evaluate-rules.ts'
import { metricNames, type QualityMetrics } from '../quality-metrics.ts'
import { type Rule, ruleKinds } from '../rules.ts'
import { metricOfType } from './metric-of-type.ts'
import { type MetricsOptions, qualityMetricsOf } from './quality-metrics-of.ts'

const now = new Date('2026-11-29T00:00:00Z')
const a = { entity: 'rows' } as const

async function metricsOf(
  data: Parameters<typeof rowsSource>[0]['data'],
  rules: readonly Rule[],
  options: MetricsOptions = {},
): Promise<QualityMetrics> {
  return qualityMetricsOf({ rules, ...(await evaluateRules(rowsSource({ data }), rules, { now })) }, options)
}

test('completeness is required cells that hold a value / required cells, a text that stands for none counted as missing', async () => {
  const rows = [
    { a: 'x', b: 'y' },
    { a: null, b: null },
    { a: 'N/A', b: '-' },
    { a: 'z', b: 'w' },
  ]
  const { completeness } = await metricsOf(rows, [
    { ...a, id: '1', type: 'notNull', column: 'a' },
    { ...a, id: '2', type: 'missingMarkers', column: 'a' },
    // b may be null: only its three values are required to be some.
    { ...a, id: '3', type: 'missingMarkers', column: 'b' },
  ])
  expect(completeness).toMatchObject({ numerator: 2 + 2, denominator: 4 + 3, value: 4 / 7, n: 3 })
})

test('uniqueness is the mean over keys of distinct keys without a null / rows', async () => {
  const rows = [
    { a: 1, b: 1 },
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: null, b: 4 },
  ]
  const { uniqueness } = await metricsOf(rows, [
    { ...a, id: '1', type: 'unique', columns: ['a'] },
    { ...a, id: '2', type: 'primaryKey', columns: ['b'] },
  ])
  expect(uniqueness).toMatchObject({ value: (2 / 4 + 4 / 4) / 2, numerator: 1.5, denominator: 2, n: 2 })
})

test('validity is valid cells / checked cells that hold a value', async () => {
  const rows = [{ a: 1 }, { a: 11 }, { a: null }, { a: 3 }]
  const { validity } = await metricsOf(rows, [
    { ...a, id: '1', type: 'range', column: 'a', min: 0, max: 10 },
    { ...a, id: '2', type: 'type', column: 'a', is: 'integer' },
  ])
  expect(validity).toMatchObject({ numerator: 2 + 3, denominator: 6, n: 2 })
})

test('consistency is passed checks / checks over fields and foreign keys, of which null children are none', async () => {
  const data = {
    rows: [
      { id: 1, from: 1, to: 2, parent: 1 },
      { id: 2, from: 3, to: 2, parent: 9 },
      { id: 3, from: 3, to: null, parent: null },
    ],
    parents: [{ id: 1 }],
  }
  const { consistency } = await metricsOf(data, [
    { ...a, id: '1', type: 'pairGreater', lesser: 'from', greater: 'to', orEqual: true },
    { ...a, id: '2', type: 'foreignKey', columns: ['parent'], parent: 'parents', parentColumns: ['id'] },
  ])
  expect(consistency).toMatchObject({ numerator: 1 + 1, denominator: 2 + 2, value: 0.5 })
})

test('compliance with business rules is the mean pass ratio, weighted by severity', async () => {
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }]
  const { businessRuleCompliance } = await metricsOf(rows, [
    { ...a, id: '1', type: 'expressionTrue', expression: 'a < 4', severity: 'critical' },
    { ...a, id: '2', type: 'expressionTrue', expression: 'a < 2', severity: 'minor' },
    { ...a, id: '3', type: 'rowCount', min: 100 },
  ])
  expect(businessRuleCompliance).toMatchObject({
    numerator: 4 * 0.75 + 1 * 0.25 + 2 * 0,
    denominator: 4 + 1 + 2,
    value: 3.25 / 7,
    n: 3,
  })
})

test('accuracy is null without a reference, and what nobody checked is null', async () => {
  const metrics = await metricsOf([{ a: 1 }], [{ ...a, id: '1', type: 'notNull', column: 'a' }])
  expect(metricNames.filter((name) => metrics[name].value === null)).toEqual([
    'consistency',
    'accuracy',
    'validity',
    'uniqueness',
    'businessRuleCompliance',
  ])
  expect(metrics.accuracy).toEqual({ value: null, numerator: 0, denominator: 0, n: 0, interval: null })
  expect(metrics.overall).toEqual({ value: 1 })
})

test('what was not evaluated and what is demanded twice changes nothing', async () => {
  const rows = [{ a: 1 }, { a: null }]
  const once: Rule[] = [{ ...a, id: '1', type: 'notNull', column: 'a' }]
  const more: Rule[] = [
    ...once,
    { ...a, id: '2', type: 'notNull', column: 'a', severity: 'minor', fail: { share: 0.9 } },
    { ...a, id: '3', type: 'notNull', column: 'gone' },
  ]
  expect(await metricsOf(rows, more)).toEqual(await metricsOf(rows, once))
})

test('no rules, or no rows, give no metric at all', async () => {
  expect((await metricsOf([{ a: 1 }], [])).overall).toEqual({ value: null })
  expect((await metricsOf([], [{ ...a, id: '1', type: 'notNull', column: 'a' }])).overall).toEqual({ value: null })
})

test('the overall score is the weighted mean of what was measured, accuracy with it', async () => {
  const rows = [{ a: 1 }, { a: null }]
  const accuracy = { value: 0.8, numerator: 0.8, denominator: 1, n: 1, interval: null }
  const rules: Rule[] = [{ ...a, id: '1', type: 'notNull', column: 'a' }]
  expect((await metricsOf(rows, rules, { accuracy })).overall.value).toBeCloseTo(0.65, 12)
  const { overall } = await metricsOf(rows, rules, { accuracy, weights: { accuracy: 3, completeness: 1 } })
  expect(overall.value).toBeCloseTo((0.5 + 3 * 0.8) / 4, 12)
})

test('a critical rule that failed caps the overall score, however few rows failed it', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({ a: i, b: i === 7 ? null : i }))
  const rules = (severity: 'critical' | 'major', fail?: { count: number }): Rule[] => [
    { ...a, id: 'holds', type: 'notNull', column: 'a', severity: 'critical' },
    { ...a, id: 'breaks', type: 'notNull', column: 'b', severity, fail },
  ]
  expect((await metricsOf(rows, rules('critical'))).overall).toEqual({ value: 0.5, cappedBy: 'breaks' })
  expect((await metricsOf(rows, rules('critical'), { criticalCap: 0.2 })).overall.value).toBe(0.2)
  expect((await metricsOf(rows, rules('major'))).overall).toEqual({ value: 0.9995 })
  expect((await metricsOf(rows, rules('critical', { count: 1 }))).overall).toEqual({ value: 0.9995 })
})

test('intervals are those of Wilson, 95 %', async () => {
  const rows = Array.from({ length: 10 }, (_, i) => ({ a: i === 0 ? null : i }))
  const { completeness } = await metricsOf(rows, [{ ...a, id: '1', type: 'notNull', column: 'a' }])
  // Wilson's interval of 9 out of 10, as statsmodels gives it.
  expect(completeness.interval?.[0]).toBeCloseTo(0.5958, 4)
  expect(completeness.interval?.[1]).toBeCloseTo(0.9821, 4)
  const { businessRuleCompliance } = await metricsOf(rows, [
    { ...a, id: '1', type: 'expressionTrue', expression: 'a is not null' },
    { ...a, id: '2', type: 'expressionTrue', expression: 'not a is null' },
  ])
  // Two rules of ten rows each are twenty things.
  expect(businessRuleCompliance.interval?.[0]).toBeCloseTo(0.699, 3)
})

test('each rule takes part in one metric', () => {
  expect(Object.keys(metricOfType)).toEqual(Object.keys(ruleKinds))
})
