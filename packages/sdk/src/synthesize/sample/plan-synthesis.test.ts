import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import { batchesOf, entitySlices, partitionOf, wholeOf } from '../../generate/rows.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { streamOf, word } from '../../random/stream.ts'
import { analyzePatterns } from '../learn/analyze-patterns.ts'
import { planSynthesis, type SynthesisOptions } from './plan-synthesis.ts'

type Row = Record<string, unknown>
const at = new Date('2026-01-01T00:00:00Z')
const stream = streamOf('rides')
const unit = (row: number, draw: number): number => word(stream, row, draw) / 4294967296

/** Rides of which some are frauds: an hour's start and end, a fare that goes with the distance, a tip by card alone. */
function rides(count: number): Row[] {
  return Array.from({ length: count }, (_, row) => {
    const start = Date.UTC(2026, 0, 1) + Math.floor(unit(row, 0) * 28 * 86_400_000)
    const distance = Math.round(30 * unit(row, 1) ** 3 * 100) / 100 + 0.5
    const isFraud = unit(row, 2) < 0.01
    const payment = unit(row, 3) < 0.7 ? 'card' : 'cash'
    return {
      id: row + 1,
      email: `person${row}@somewhere.example`,
      start: new Date(start),
      end: new Date(start + Math.floor((1 + distance * (2 + unit(row, 4))) * 60_000)),
      distance,
      fare: Math.round((3 + distance * (isFraud ? 9 : 2.2 + 0.3 * unit(row, 5))) * 100) / 100,
      tip: payment === 'card' ? Math.round(unit(row, 6) * 500) / 100 : 0,
      payment,
      fraud: isFraud,
    }
  })
}

function source(entity: string, rows: readonly Row[]): RowSource {
  return {
    name: 'rows in memory',
    async *batches() {
      for (let first = 0; first < rows.length; first += 1000)
        yield batchOf(entity, rows.slice(first, first + 1000), undefined, first)
    },
  }
}

const patterns = await analyzePatterns(source('rides', rides(4000)), { at })

function synthesized(options: SynthesisOptions): Row[] {
  const plan = planSynthesis(patterns, options)
  return entitySlices(plan, wholeOf(plan)).flatMap((part) => [...batchesOf(part)].flatMap(rowsOf))
}

test('the same patterns and seed give the same rows, in one piece or in slices; another seed gives others', () => {
  const whole = synthesized({ rows: 5000, seed: 4 })
  const plan = planSynthesis(patterns, { rows: 5000, seed: 4 })
  const parts = [3, 1, 2].map((number) =>
    entitySlices(plan, partitionOf(plan, number, 3)).flatMap((part) => [...batchesOf(part)].flatMap(rowsOf)),
  )
  expect([...parts[1]!, ...parts[2]!, ...parts[0]!]).toEqual(whole)
  expect(synthesized({ rows: 5, seed: 5 })).not.toEqual(whole.slice(0, 5))
  expect(rowsOf(plan.entities[0]!.batch(4321, 1))).toEqual([whole[4321]])
})

test('no row ends before it begins, though each time is drawn', () => {
  const rows = synthesized({ rows: 20_000 })
  expect(rows).toHaveLength(20_000)
  for (const { start, end } of rows) expect(Number(start)).toBeLessThanOrEqual(Number(end))
})

test('what lies between two times is as long as it was, not cut where they would cross', async () => {
  const stays = Array.from({ length: 3000 }, (_, row) => {
    const from = Math.floor(unit(row, 0) * 3000)
    return { until: new Date((from + 20 + Math.floor(unit(row, 1) * 40)) * 60_000), from: new Date(from * 60_000) }
  })
  const plan = planSynthesis(await analyzePatterns(source('stays', stays), { at }), { rows: 2000 })
  const lengths = rowsOf(plan.entities[0]!.batch(0, 2000)).map((row) => (Number(row.until) - Number(row.from)) / 60_000)
  expect(lengths.every((length) => length >= 20 && length < 60)).toBe(true)
})

test('no value of a column that is continuous or of a person is one of the sample', () => {
  const sample = rides(4000)
  const emails = new Set(sample.map(({ email }) => email))
  const outlier = { ...sample[0]!, distance: 9876.54, fare: 123_456.78, tip: 31_415.92 }
  for (const row of synthesized({ rows: 10_000 })) expect(emails.has(row.email)).toBe(false)
  return analyzePatterns(source('rides', [...sample, outlier]), { at }).then((learned) => {
    expect(JSON.stringify(learned)).not.toMatch(/9876\.54|123456\.78|31415\.92|@somewhere/)
    const plan = planSynthesis(learned, { rows: 10_000 })
    const rows = rowsOf(plan.entities[0]!.batch(0, 10_000))
    expect(Math.max(...rows.map(({ distance }) => Number(distance)))).toBeLessThan(100)
    expect(Math.max(...rows.map(({ tip }) => Number(tip)))).toBeLessThan(100)
  })
})

test('no end of a range is a value of one row', async () => {
  const values = Array.from({ length: 3000 }, (_, row) => ({
    exact: unit(row, 0) ** 2 * 1e4,
    cents: Math.round(unit(row, 1) * 1e9) / 100,
  }))
  const learned = JSON.stringify((await analyzePatterns(source('values', values), { at })).entities)
  const numbers = new Set((learned.match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).map(Number))
  expect(values.filter(({ exact }) => numbers.has(exact))).toEqual([])
  expect(values.filter(({ cents }) => numbers.has(cents)).length).toBeLessThanOrEqual(1)
})

test('shares, and what goes together, are those of the sample', () => {
  const rows = synthesized({ rows: 20_000 })
  const share = (of: (row: Row) => boolean): number => rows.filter(of).length / rows.length
  expect(share(({ payment }) => payment === 'card')).toBeCloseTo(0.7, 1)
  expect(share(({ fraud }) => fraud === true)).toBeCloseTo(0.01, 2)
  expect(share(({ payment, tip }) => payment === 'cash' && Number(tip) > 0)).toBeLessThan(0.01)
  expect(correlation(rows, 'distance', 'fare')).toBeGreaterThan(0.85)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(20_000)
  expect(new Set(rows.map(({ email }) => email)).size).toBe(20_000)
})

test('rows that meet a condition are as such rows of the sample are, however rare', () => {
  const rows = synthesized({ rows: 1000, where: 'fraud = true and distance > 2' })
  expect(rows).toHaveLength(1000)
  for (const { fraud, distance } of rows) expect([fraud, Number(distance) > 2]).toEqual([true, true])
  const real = rides(40_000).filter(({ fraud, distance }) => fraud === true && Number(distance) > 2)
  const mean = (all: readonly Row[]): number =>
    all.reduce((sum, { distance }) => sum + Number(distance), 0) / all.length
  expect(Math.abs(mean(rows) / mean(real) - 1)).toBeLessThan(0.25)
  const some = planSynthesis(patterns, { rows: 1000, where: 'fraud = true and distance > 2' })
  expect(rowsOf(some.entities[0]!.batch(777, 1))).toEqual([rows[777]])
})

test('a condition that no row can meet is said, and one that names no column', () => {
  expect(() => synthesized({ rows: 1, where: "payment = 'gold'" })).toThrow(/in 4000 attempts/)
  expect(() => synthesized({ rows: 1, where: 'colour = 1' })).toThrow(/no column "colour"/)
})

test('a scenario makes rare rows frequent and leaves the others as they are', () => {
  const rows = synthesized({ rows: 4000, scenario: { rows: 2, reweight: [{ where: 'fraud = true', share: 0.3 }] } })
  expect(rows).toHaveLength(8000)
  expect(rows.filter(({ fraud }) => fraud === true).length / 8000).toBeCloseTo(0.3, 1)
  const others = rows.filter(({ fraud }) => fraud === false)
  expect(others.filter(({ payment }) => payment === 'card').length / others.length).toBeCloseTo(0.7, 1)
})

function correlation(rows: readonly Row[], a: string, b: string): number {
  const xs = rows.map((row) => Number(row[a]))
  const ys = rows.map((row) => Number(row[b]))
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
  const [mx, my] = [mean(xs), mean(ys)]
  let [sxy, sxx, syy] = [0, 0, 0]
  xs.forEach((x, i) => {
    sxy += (x - mx) * (ys[i]! - my)
    sxx += (x - mx) ** 2
    syy += (ys[i]! - my) ** 2
  })
  return sxy / Math.sqrt(sxx * syy)
}
