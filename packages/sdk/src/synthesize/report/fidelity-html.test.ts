import { expect, test } from 'vitest'
import { madeTable, partsOf, rowsAt, sourceOf, together } from '../../../test/fidelity-tables.ts'
import type { Table } from '../fidelity/table/cells.ts'
import { validateSyntheticQuality } from '../fidelity/validate-synthetic-quality.ts'
import { fidelityHtml } from './fidelity-html.ts'

const now = new Date('2026-03-01T00:00:00Z')
const hostile = `</text></svg><script>alert(1)</script><img src=x onerror='alert(2)'>"&\u202e`

function rowsOf(table: Table): Record<string, unknown>[] {
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(
      [...table.columns].map(([name, cells]) => {
        if (cells.as === 'numbers') return [name, Number.isNaN(cells.values[row]!) ? null : cells.values[row]!]
        return [name, cells.as === 'words' ? (cells.words[cells.codes[row]!] ?? null) : null]
      }),
    ),
  )
}
const [training, clean, holdout] = partsOf(madeTable('made', 1800), 3, 'parts')
const planted = together(
  clean!,
  rowsAt(
    training!,
    Int32Array.from({ length: 60 }, (_, i) => i * 10),
  ),
)
const report = await validateSyntheticQuality(
  sourceOf({ sales: rowsOf(training!) }),
  sourceOf({ sales: rowsOf(planted) }),
  { now, holdout: sourceOf({ sales: rowsOf(holdout!) }), floors: { calibrated: 0.5, risk: 1e-6 } },
)
const made = fidelityHtml(report)

test('the report is one file that needs no other: charts are drawn in it, and each is a table too', () => {
  expect(made.startsWith('<!doctype html>')).toBe(true)
  expect(made).not.toMatch(/<(script|link|img|iframe|object|embed)\b|\bsrc=|url\(|https?:/)
  // Five columns, three heat maps, distances, risks.
  expect(made.match(/<svg /g)).toHaveLength(10)
  expect(made.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(10)
  expect(made.match(/<summary>As a table<\/summary>/g)).toHaveLength(7)
  expect(made).not.toMatch(/NaN|undefined|Infinity|\[object/)
})

test('it says what the report says: the verdict, the figures, and the rows that leaked, by number', () => {
  const [alarm] = report.alarms
  expect(alarm?.count).toBeGreaterThanOrEqual(60)
  expect(made).toContain('Failed, 1 leak alarm, 1 of 2 floors held')
  const [named] = alarm!.rows
  expect(made).toContain(
    `<th scope="row" class="number">${named!.synthetic + 1}</th><td class="number">${named!.real + 1}</td>`,
  )
  const [sales] = report.entities
  for (const figure of [sales!.calibrated!.value, sales!.classifierAuc!.value, sales!.comparable.overall!])
    expect(made).toContain(`<dd class="figure">${figure.toFixed(3)}`)
  const risks = report.privacy[0]!.risks.map(({ risk }) => risk.value)
  expect(report.floors[1]).toMatchObject({ figure: 'risk', value: Math.max(...risks), held: false })
  expect(made).toContain('at most 0.000001')
  for (const { attack, risk } of report.privacy[0]!.risks)
    expect(made).toContain(
      `<th scope="row" class="text">${attack}</th><td class="number">${risk.value.toFixed(3)}</td>`,
    )
})

test('no name and no value becomes markup', async () => {
  const rows = (seed: number) =>
    Array.from({ length: 200 }, (_, i) => ({
      [hostile]: i % 3 === 0 ? hostile : 'plain',
      '__proto__ x': ((i * 7919 + seed) % 100) / 7,
      ref: i % 20,
    }))
  const bad = await validateSyntheticQuality(
    { ...sourceOf({ [hostile]: rows(1) }), name: hostile },
    { ...sourceOf({ [hostile]: rows(2) }), name: hostile },
    { now, seed: hostile, targets: { [hostile]: ['gone'] } },
  )
  const page = fidelityHtml(bad)
  expect(page).not.toMatch(/<script|<img|onerror='|\u202e/)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  const inTags = [...page.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag).join('')
  expect(inTags).not.toContain('<script')
  expect(page.match(/<svg /g)?.length).toBe(page.match(/<\/svg>/g)?.length)
})

test('rows that cannot be compared make a report that says so', async () => {
  const one = sourceOf({ t: [{ a: 1 }] })
  const page = fidelityHtml(await validateSyntheticQuality(one, sourceOf({ t: [{ b: 1 }] }), { now }))
  expect(page).toContain('What was not measured')
  expect(page).toContain('the synthetic rows have no such column')
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
  const none = fidelityHtml(await validateSyntheticQuality(sourceOf({}), sourceOf({}), { now }))
  expect(none).toContain('there are no real rows')
})
