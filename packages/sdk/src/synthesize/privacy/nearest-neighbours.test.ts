import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NeighbourIndex } from './nearest-neighbours.ts'
import type { Points } from './row-points.ts'

const missing = -1e9

/** Few values, so that ties and equal points are common; numbers, categories and missing values. */
const point = fc.tuple(
  fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(missing)),
  fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
  fc.oneof(
    fc.integer({ min: 0, max: 4 }).map((n) => 2 * n),
    fc.constant(missing),
  ),
  fc.integer({ min: 0, max: 1 }).map((n) => 2 * n),
)

function pointsOf(rows: readonly (readonly number[])[]): Points {
  return { dimensions: 4, length: rows.length, coordinates: Float64Array.from(rows.flat()) }
}

function distances(rows: readonly (readonly number[])[], query: readonly number[], except: number): number[] {
  return rows
    .flatMap((row, i) =>
      i === except ? [] : [row.reduce((sum, value, d) => sum + Math.min(1, Math.abs(value - query[d]!)), 0) / 4],
    )
    .sort((a, b) => a - b)
}

test('the two nearest are those of a search through all points', () => {
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 2, maxLength: 120 }),
      fc.array(point, { minLength: 1, maxLength: 10 }),
      (rows, queries) => {
        const index = new NeighbourIndex(pointsOf(rows))
        const asked = pointsOf(queries)
        for (const [i, query] of queries.entries()) {
          const [first, second] = distances(rows, query, -1)
          const found = index.find(asked, i)
          expect(found.distance).toBeCloseTo(first!, 10)
          expect(found.secondDistance).toBeCloseTo(second!, 10)
          expect(distances([rows[found.nearest]!], query, -1)[0]).toBeCloseTo(found.distance, 10)
          expect(found.nearest).not.toBe(found.second)
        }
        for (const [i, row] of rows.entries()) {
          const found = index.find(pointsOf(rows), i, i)
          expect(found.nearest).not.toBe(i)
          expect(found.distance).toBeCloseTo(distances(rows, row, i)[0]!, 10)
        }
      },
    ),
    { seed: 7, numRuns: 60 },
  )
})

test('the same point is at a distance of exactly 0', () => {
  const rows = Array.from({ length: 500 }, (_, i) => [i / 7.3, (i % 13) / 13, 2 * (i % 5), 2 * (i % 2)])
  const index = new NeighbourIndex(pointsOf(rows))
  for (let i = 0; i < rows.length; i += 17)
    expect(index.find(pointsOf(rows), i)).toMatchObject({ nearest: i, distance: 0 })
})

test('most points are never measured', () => {
  const rows = Array.from({ length: 4000 }, (_, i) => [(i % 97) / 97, (i % 89) / 89, 2 * (i % 5), 2 * (i % 2)])
  const index = new NeighbourIndex(pointsOf(rows))
  for (let i = 0; i < 100; i++) index.find(pointsOf(rows), i, i)
  expect(index.measured / 100).toBeLessThan(800)
})

test('of one point and of none there is no second and no first', () => {
  const query = pointsOf([[0, 0, 0, 0]])
  expect(new NeighbourIndex(pointsOf([[0.5, 0, 0, 0]])).find(query, 0)).toMatchObject({ nearest: 0, second: -1 })
  expect(new NeighbourIndex(pointsOf([])).find(query, 0)).toMatchObject({ nearest: -1, second: -1 })
})
