import { expect, test } from 'vitest'
import { equalWidthEdges, levelsOf } from '../table/levels.ts'
import { boundaryAdherence, categoryAdherence } from './adherence.ts'
import { contingencySimilarity } from './contingency-similarity.ts'
import { correlationSimilarity, pearson } from './correlation-similarity.ts'
import { categoryCoverage, rangeCoverage } from './coverage.ts'
import { ksComplement } from './ks-complement.ts'
import { missingValueSimilarity } from './missing-value-similarity.ts'
import { cardinalityBoundary, cardinalityShape, childrenOf, referentialIntegrity } from './relationship.ts'
import { tvComplement } from './tv-complement.ts'

/** The same columns as those whose figures SDMetrics 0.32 gave: see the expected values below. */
function knownColumns() {
  const real = rowsOf(1n, 400, (a, b) => ({
    p: a * 10,
    q: a * 5 + b * 3,
    r: 'abcde'[Math.floor(a * b * 5)]!,
    s: b < 0.1 ? undefined : b * 4,
    t: a + b * 0.5 > 0.7 ? 'y' : 'x',
  }))
  const synthetic = rowsOf(2n, 300, (a, b) => ({
    p: a * 9 + 2,
    q: a * 4 + b * 4,
    r: 'abcdef'[Math.floor(a * b * 6)]!,
    s: b < 0.2 ? undefined : b * 4.5,
    t: a * 0.5 + b > 0.7 ? 'y' : 'x',
  }))
  const numbers = (name: 'p' | 'q' | 's', decimals: number) => {
    const of = (rows: typeof real) =>
      Float64Array.from(rows, (row) => {
        const value = row[name]
        return value === undefined ? Number.NaN : Number(value.toFixed(decimals))
      })
    return { name, is: 'number' as const, real: of(real), synthetic: of(synthetic), holdout: undefined }
  }
  const words = (name: 'r' | 't', list: string) => {
    const of = (rows: typeof real) => Int32Array.from(rows, (row) => list.indexOf(row[name]))
    return {
      name,
      is: 'category' as const,
      words: [...list],
      real: of(real),
      synthetic: of(synthetic),
      holdout: undefined,
    }
  }
  return { p: numbers('p', 2), q: numbers('q', 2), s: numbers('s', 1), r: words('r', 'abcdef'), t: words('t', 'xy') }
}

function rowsOf<T>(seed: bigint, count: number, row: (a: number, b: number) => T): T[] {
  let state = seed
  const next = () => {
    state = (state * 1103515245n + 12345n) % 2147483648n
    return Number(state) / 2147483648
  }
  return Array.from({ length: count }, () => row(next(), next()))
}

const { p, q, r, s, t } = knownColumns()
const ten = (real: Float64Array) => equalWidthEdges(real, 10)

test('figures of a column are those that SDMetrics gives', () => {
  expect(ksComplement(p.real, p.synthetic)).toBeCloseTo(0.81, 12)
  expect(ksComplement(q.real, q.synthetic)).toBeCloseTo(0.94, 12)
  expect(ksComplement(s.real, s.synthetic)).toBeCloseTo(0.798358225971953, 12)
  expect(tvComplement(r.real, r.synthetic, 6)).toBeCloseTo(0.93, 8)
  expect(tvComplement(t.real, t.synthetic, 2)).toBeCloseTo(0.9966666666666667, 12)
  expect(boundaryAdherence(p.real, p.synthetic)).toBeCloseTo(0.9, 12)
  expect(boundaryAdherence(s.real, s.synthetic)).toBeCloseTo(0.8326530612244898, 12)
  expect(rangeCoverage(p.real, p.synthetic)).toBeCloseTo(0.8051020408163265, 12)
  expect(rangeCoverage(s.real, s.synthetic)).toBeCloseTo(0.8611111111111112, 12)
  expect(missingValueSimilarity(s.real, s.synthetic)).toBeCloseTo(0.9216666666666666, 12)
  expect(categoryAdherence(r.real, r.synthetic, 6)).toBeCloseTo(0.9866666666666667, 12)
  expect(categoryCoverage(r.real, r.synthetic, 6)).toBe(1)
})

test('figures of a pair of columns are those that SDMetrics gives, with the strength that its thresholds look at', () => {
  const correlation = (a: typeof p, b: typeof q | typeof s) =>
    correlationSimilarity([a.real, b.real], [a.synthetic, b.synthetic]).score
  expect(correlation(p, q)).toBeCloseTo(0.940156321890605, 12)
  expect(correlation(p, s)).toBeCloseTo(0.9963868538083261, 12)
  const [lp, lr, ls, lt] = [p, r, s, t].map((column) => levelsOf(column, ten, 1000))
  const known = [
    [lr!, lt!, 0.8916666666666666, 0.770673641861162],
    [lp!, lr!, 0.6783333333333333, 0.3902648749141485],
    [lp!, ls!, 0.5758333333333332, 0.13906601815749614],
    [ls!, lt!, 0.6775, 0.38746799607472304],
  ] as const
  for (const [a, b, score, strength] of known) {
    const found = contingencySimilarity(a, b)
    expect(found.score).toBeCloseTo(score, 12)
    expect(found.real).toBeCloseTo(strength, 12)
  }
})

test('a change of scale is seen in a pair: both sides are cut on the edges of the real rows', () => {
  const real = Float64Array.from({ length: 1000 }, (_, i) => i / 10)
  const synthetic = real.map((value) => 0.3 * value + 500)
  const side = (values: Float64Array, above: number) => Int32Array.from(values, (value) => (value > above ? 1 : 0))
  const number = levelsOf({ name: 'v', is: 'number', real, synthetic, holdout: undefined }, ten, 10)
  const half = {
    name: 'c',
    is: 'category' as const,
    words: ['low', 'high'],
    real: side(real, 50),
    synthetic: side(synthetic, 515),
    holdout: undefined,
  }
  expect(contingencySimilarity(number, levelsOf(half, ten, 10)).score).toBeCloseTo(0.1, 2)
})

test('what is empty, constant or missing as a whole has no figure', () => {
  const none = new Float64Array(0)
  const missing = Float64Array.of(Number.NaN, Number.NaN)
  const constant = Float64Array.of(4, 4, 4)
  expect(ksComplement(none, constant)).toBeNull()
  expect(ksComplement(constant, missing)).toBeNull()
  expect(tvComplement(Int32Array.of(-1, -1), Int32Array.of(0, 1), 2)).toBeNull()
  expect(boundaryAdherence(missing, constant)).toBeNull()
  expect(categoryAdherence(new Int32Array(0), Int32Array.of(0), 1)).toBeNull()
  expect(rangeCoverage(constant, constant)).toBeNull()
  expect(missingValueSimilarity(none, constant)).toBeNull()
  expect(pearson(constant, Float64Array.of(1, 2, 3))).toBeNull()
  expect(referentialIntegrity(Int32Array.of(0), new Int32Array(0))).toBeNull()
})

test('a missing value is outside of the bounds unless real values are missing too', () => {
  const synthetic = Float64Array.of(1, Number.NaN)
  expect(boundaryAdherence(Float64Array.of(0, 2), synthetic)).toBe(0.5)
  expect(boundaryAdherence(Float64Array.of(0, 2, Number.NaN), synthetic)).toBe(1)
})

test('instants that lie close together keep their correlation', () => {
  const base = 1.7e15
  const a = Float64Array.from({ length: 100 }, (_, i) => base + i)
  const b = Float64Array.from({ length: 100 }, (_, i) => base * 1.1 + i * 3)
  expect(pearson(a, b)).toBeCloseTo(1, 6)
})

test('relationships: children with a parent, and how many children a parent has', () => {
  const real = Int32Array.of(0, 0, 1, 2, 2, 2)
  expect(referentialIntegrity(real, Int32Array.of(0, 1, -2, -1))).toBe(0.5)
  expect(referentialIntegrity(Int32Array.of(0, -1), Int32Array.of(0, 1, -2, -1))).toBeCloseTo(2 / 3, 12)
  const counts = childrenOf(real, 4)
  expect([...counts]).toEqual([2, 1, 3, 0])
  expect(cardinalityShape(counts, childrenOf(Int32Array.of(0, 0, 1, 2, 2, 2), 4))).toBe(1)
  expect(cardinalityShape(counts, childrenOf(Int32Array.of(0, 0, 0, 0), 4))).toBe(0.5)
  expect(cardinalityBoundary(counts, Float64Array.of(4, 3, 0, 0))).toBe(0.75)
})
