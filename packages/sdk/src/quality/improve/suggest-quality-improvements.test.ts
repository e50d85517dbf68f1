import { describe, expect, test } from 'vitest'
import { type Row, rowsSource } from '../../assess/read/rows-source.ts'
import { evaluateRules } from '../evaluate/evaluate-rules.ts'
import { metricNames } from '../quality-metrics.ts'
import type { QualityReport } from '../quality-report.ts'
import { qualityReportOf } from '../report/quality-report-of.ts'
import type { RowSource } from '../row-source.ts'
import type { Rule } from '../rules.ts'
import { applyImprovement, verifyImprovement } from './apply-improvement.ts'
import { suggestQualityImprovements, suggestTriedImprovements } from './suggest-quality-improvements.ts'

const now = new Date('2026-11-29T00:00:00Z')
const o = { entity: 'orders' } as const

async function look(source: RowSource, rules: readonly Rule[]): Promise<QualityReport> {
  const found = await evaluateRules(source, rules, { now })
  return qualityReportOf({ dataset: 'shop', at: now, milliseconds: 1, by: 'rows', rules, ...found })
}

const customers = Array.from({ length: 20 }, (_, i) => ({ id: i + 1, city: i % 2 === 0 ? 'Rome' : 'Oslo' }))
const clean = Array.from({ length: 200 }, (_, i) => ({
  id: i + 1,
  customer: (i % 20) + 1,
  mail: `buyer${i}@example.com`,
  state: ['new', 'paid', 'sent'][i % 3],
  total: 5 + (i % 90),
  ordered: `2026-01-${String((i % 27) + 1).padStart(2, '0')}`,
  paid: `2026-02-${String((i % 27) + 1).padStart(2, '0')}`,
  note: i % 4 === 0 ? null : `note ${i}`,
  shop: i % 5,
  town: ['Rome', 'Oslo', 'Bonn', 'Lyon', 'Kyiv'][i % 5],
}))

const rules: readonly Rule[] = [
  { ...o, id: 'mail', type: 'notNull', column: 'mail' },
  { ...o, id: 'note', type: 'missingMarkers', column: 'note' },
  { ...o, id: 'key', type: 'primaryKey', columns: ['id'] },
  { ...o, id: 'one mail', type: 'unique', columns: ['mail'] },
  { ...o, id: 'state', type: 'inSet', column: 'state', values: ['new', 'paid', 'sent'] },
  { ...o, id: 'spelling', type: 'consistentCasing', column: 'state' },
  { ...o, id: 'mail format', type: 'namedFormat', column: 'mail', format: 'email' },
  { ...o, id: 'total', type: 'range', column: 'total', min: 0, max: 100 },
  { ...o, id: 'dates', type: 'pairGreater', lesser: 'ordered', greater: 'paid', orEqual: true },
  { ...o, id: 'customer', type: 'foreignKey', columns: ['customer'], parent: 'customers', parentColumns: ['id'] },
  { ...o, id: 'town', type: 'functionalDependency', columns: ['shop'], determines: 'town' },
  { ...o, id: 'business', type: 'expressionTrue', expression: 'total <> 13' },
]

/** Rows of which some are broken in one way, and else in order. */
const corruptions: readonly (readonly [rule: string, broken: (row: (typeof clean)[number], i: number) => Row])[] = [
  ['mail', (row) => ({ ...row, mail: null })],
  ['note', (row) => ({ ...row, note: 'N/A' })],
  ['key', (row) => ({ ...row, id: 1 })],
  ['one mail', (row) => ({ ...row, mail: 'buyer0@example.com' })],
  ['state', (row) => ({ ...row, state: 'gone' })],
  ['state', (row) => ({ ...row, state: ` ${row.state} ` })],
  ['spelling', (row) => ({ ...row, state: row.state?.toUpperCase() })],
  ['mail format', (row) => ({ ...row, mail: `buyer ${row.id}` })],
  ['total', (row) => ({ ...row, total: -row.total })],
  ['dates', (row) => ({ ...row, ordered: row.paid, paid: row.ordered })],
  ['customer', (row) => ({ ...row, customer: 900 + row.id })],
  ['town', (row, i) => ({ ...row, town: i % 20 === 3 ? 'Atlantis' : 'Rome' })],
  ['business', (row) => ({ ...row, total: 13 })],
]

const shopOf = (broken: (typeof corruptions)[number][1]): RowSource =>
  rowsSource({ data: { customers, orders: clean.map((row, i) => (i % 10 === 3 ? broken(row, i) : row)) } })

const base = clean.map((row) => (row.total === 13 ? { ...row, total: 14 } : row))
const sound = rowsSource({ data: { customers, orders: base } })

test('of data that is in order nothing is suggested', async () => {
  const report = await look(sound, rules)
  expect(report.passed).toBe(true)
  expect(suggestQualityImprovements(report)).toEqual([])
})

test.each(corruptions.map(([rule, broken], i) => ({ rule, broken, i })))(
  'what is suggested about $rule gains what is predicted (case $i)',
  async ({ rule, broken }) => {
    const source = shopOf(broken)
    const report = await look(source, rules)
    const improvements = suggestQualityImprovements(report).filter((one) => one.rule === rule)
    expect(improvements.length).toBeGreaterThan(0)
    for (const improvement of improvements) {
      const { gained } = await verifyImprovement(report, source, improvement, { now })
      for (const name of metricNames) {
        const [predicted = 0, real = 0] = [improvement.predicted[name], gained[name]]
        expect
          .soft(Math.abs(real - predicted), `${improvement.patch.type}: ${name} ${predicted} ${real}`)
          .toBeLessThan(0.005)
      }
    }
    const [best] = improvements
    const { gained } = await verifyImprovement(report, source, best!, { now })
    // The first one helps: something gains by it, and nothing loses more than half a point.
    expect(Math.max(...Object.values(gained))).toBeGreaterThan(0.005)
    expect(Math.min(...Object.values(gained))).toBeGreaterThan(-0.005)
  },
)

test('where several things are wrong at once, the first of each rule gains what is predicted, within two points', async () => {
  const source = rowsSource({
    data: {
      customers,
      orders: clean.map((row, i) => {
        const ways = corruptions.filter((_, k) => (i * 7 + k * 5) % 31 === 0)
        const changes = ways.flatMap(([, broken]) =>
          Object.entries(broken(row, i)).filter(([name, value]) =>
            Object.entries(row).some(([own, was]) => own === name && was !== value),
          ),
        )
        return { ...row, ...Object.fromEntries(changes) }
      }),
    },
  })
  const report = await look(source, rules)
  const improvements = suggestQualityImprovements(report)
  const firsts = improvements.filter(({ rule }, i) => improvements.findIndex((one) => one.rule === rule) === i)
  expect(firsts.length).toBeGreaterThan(7)
  for (const improvement of firsts) {
    const { gained } = await verifyImprovement(report, source, improvement, { now })
    for (const name of metricNames) {
      const off = Math.abs((gained[name] ?? 0) - (improvement.predicted[name] ?? 0))
      expect.soft(off, `${improvement.rule}: ${improvement.patch.type}: ${name}`).toBeLessThan(0.02)
    }
  }
})

test('a critical rule comes first, and what a sample alone said may be tolerated instead', async () => {
  const learned: readonly Rule[] = [
    ...rules.filter(({ id }) => id !== 'total'),
    {
      ...o,
      id: 'total',
      type: 'range',
      column: 'total',
      min: 20,
      from: { source: 'sample', evidence: '50 rows', confidence: 0.9 },
    },
    { ...o, id: 'cap', type: 'expressionTrue', expression: 'total < 90', severity: 'critical' },
  ]
  const report = await look(sound, learned)
  const improvements = suggestQualityImprovements(report)
  expect(improvements[0]).toMatchObject({ rule: 'cap', patch: { type: 'drop-rows' } })
  const last = improvements.at(-1)
  expect(last).toMatchObject({ rule: 'total', patch: { type: 'change-rule' }, rows: 0, predicted: {} })
  const changed = applyImprovement({ source: sound, rules: learned }, last!, { now })
  const again = await look(changed.source, changed.rules)
  expect(again.results.find(({ id }) => id === 'total')?.outcome).toBe('passed')
})

test('a text names the rule, the rows and what is done, and no value', async () => {
  const report = await look(
    shopOf((row) => ({ ...row, mail: `zyzzyva ${row.id}` })),
    rules,
  )
  const text = JSON.stringify(suggestQualityImprovements(report))
  expect(text).not.toContain('zyzzyva')
  expect(suggestQualityImprovements(report)[0]?.text).toMatch(
    /^In 20 rows of orders this does not hold: mail is an e-mail address.*To do: /,
  )
})

test('what costs another metric more than half a point comes after what does not', async () => {
  const source = shopOf((row) => ({ ...row, state: 'gone' }))
  const needed: readonly Rule[] = [
    { ...o, id: 'state', type: 'inSet', column: 'state', values: ['new', 'paid', 'sent'] },
    ...['state', 'total', 'id'].map((column): Rule => ({ ...o, id: `${column} is there`, type: 'notNull', column })),
  ]
  const improvements = suggestQualityImprovements(await look(source, needed))
  expect(improvements.map(({ patch }) => patch.type)).toEqual(['drop-rows', 'set-null'])
  expect(improvements[1]?.predicted.completeness).toBeCloseTo(-20 / 600, 12)
})

test('rows that refer to rows of their own entity are not left out, which would leave others without theirs', async () => {
  const staff = [
    { id: 1, boss: null },
    { id: 2, boss: 9 },
    { id: 3, boss: 2 },
  ]
  const rule: Rule = {
    entity: 'staff',
    id: 'boss',
    type: 'foreignKey',
    columns: ['boss'],
    parent: 'staff',
    parentColumns: ['id'],
  }
  const improvements = suggestQualityImprovements(await look(rowsSource({ data: { staff } }), [rule]))
  expect(improvements.map(({ patch }) => patch.type)).toEqual(['set-null'])
})

describe('what only the rows can tell is tried, and stands before the rest', () => {
  const towns: readonly Rule[] = [
    ...rules.filter(({ id }) => id !== 'spelling'),
    { ...o, id: 'town is there', type: 'notNull', column: 'town' },
    { ...o, id: 'town is known', type: 'inSet', column: 'town', values: ['Rome', 'Oslo', 'Bonn', 'Lyon', 'Kyiv'] },
    { ...o, id: 'code', type: 'regex', column: 'code', pattern: '^[A-Z]{2}[0-9]+$' },
  ]
  const coded = (broken: (row: (typeof clean)[number], i: number) => Row): RowSource =>
    rowsSource({
      data: {
        customers,
        orders: base.map((row, i) => ({ code: `AB${i}`, ...(i % 10 === 3 ? broken(row, i) : row) })),
      },
    })

  test.each<[string, (row: (typeof clean)[number], i: number) => Row, object]>([
    ['town is there', (row) => ({ ...row, town: null }), { type: 'fill', column: 'town', with: { by: ['shop'] } }],
    [
      'state',
      (row) => ({ ...row, state: ` ${row.state?.toUpperCase()}` }),
      { type: 'respell', as: ['new', 'paid', 'sent'] },
    ],
    [
      'town is known',
      (row, i) => ({ ...row, town: i % 20 === 3 ? 'Atlantis' : 'Avalon' }),
      { type: 'fill', column: 'town', with: { by: ['shop'] } },
    ],
    ['code', (row, i) => ({ ...row, code: `ab${i}` }), { type: 'case', to: 'upper' }],
  ])('%s', async (id, broken, patch) => {
    const source = coded(broken)
    const report = await look(source, towns)
    const [first] = (await suggestTriedImprovements(report, source, { now })).filter(({ rule }) => rule === id)
    expect(first).toMatchObject({ rule: id, rows: 20, tried: true, patch })
    const held = applyImprovement({ source, rules: towns }, first!, { now })
    const again = await look(held.source, held.rules)
    expect(again.passed).toBe(true)
    const { gained } = await verifyImprovement(report, source, first!, { now })
    expect(first?.predicted).toEqual(gained)
  })

  test('where no row has what is missing, nothing is said of it', async () => {
    const source = coded((row) => ({ ...row, state: 'gone', code: `?${row.id}` }))
    const report = await look(source, towns)
    expect((await suggestTriedImprovements(report, source, { now })).filter(({ tried }) => tried)).toEqual([])
    expect(await suggestTriedImprovements(report, source, { now })).toEqual(suggestQualityImprovements(report))
  })
})
