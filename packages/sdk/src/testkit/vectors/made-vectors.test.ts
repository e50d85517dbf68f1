import { expect, test } from 'vitest'
import { madeVectors } from './made-vectors.ts'

test('the vector of a number is the same whichever others are made, and another one for another use or seed', () => {
  const all = [...madeVectors(10, { dimension: 4 })]
  expect([...madeVectors(3, { dimension: 4 }, 7)]).toEqual(all.slice(7))
  expect([...madeVectors(10, { dimension: 4, use: 'queries' })]).not.toEqual(all)
  expect([...madeVectors(10, { dimension: 4, seed: 2 })]).not.toEqual(all)
})

test('clusters lie together, what is uniform does not', () => {
  const distance = (a: number[], b: number[]) => Math.hypot(...a.map((one, at) => one - (b[at] ?? 0)))
  for (const [shape, closer] of [
    ['clustered', true],
    ['uniform', false],
  ] as const) {
    const vectors = [...madeVectors(400, { dimension: 32, shape })]
    const far = (step: number) =>
      vectors.slice(0, 300).reduce((sum, vector, at) => sum + distance(vector, vectors[at + step] ?? []), 0)
    expect(far(20) < far(1) / 2).toBe(closer)
  }
})
