import { expect, test } from 'vitest'
import { streamOf } from '../../../random/stream.ts'
import { Draws } from '../draws.ts'
import { areaUnderCurve } from './area-under-curve.ts'
import { boostTrees } from './boosted-trees.ts'
import type { Feature } from './features.ts'

const draws = new Draws(streamOf('trees'))
const ordered = (rows: number, bins: number): Feature => ({
  bins,
  category: false,
  values: Uint8Array.from({ length: rows }, () => draws.below(bins)),
})

test('a yes that takes two columns to tell is learned, and is told of rows that were not learned', () => {
  const made = () => {
    const features = [ordered(2000, 10), ordered(2000, 10), ordered(2000, 10)]
    const [a, b] = features
    return { features, isYes: Uint8Array.from(a!.values, (bin, row) => (bin < 5 !== b!.values[row]! < 5 ? 1 : 0)) }
  }
  const learned = made()
  const asked = made()
  const model = boostTrees('yes-no', learned.features, Float64Array.from(learned.isYes))
  expect(areaUnderCurve(model.predict(asked.features), asked.isYes)()).toBeGreaterThan(0.97)
})

test('a number is learned from a category whose bins are in no order', () => {
  const levels = [5, -3, 8, 0, 11, -7]
  const made = () => {
    const feature: Feature = { ...ordered(1500, 6), category: true }
    return { features: [feature], target: Float64Array.from(feature.values, (bin) => levels[bin]!) }
  }
  const learned = made()
  const asked = made()
  const predicted = boostTrees('number', learned.features, learned.target, { depth: 3 }).predict(asked.features)
  for (const [row, value] of asked.target.entries()) expect(Math.abs(predicted[row]! - value)).toBeLessThan(0.5)
})

test('what has nothing to do with the columns is not told', () => {
  const features = [ordered(3000, 20), ordered(3000, 20)]
  const chance = () => Uint8Array.from({ length: 3000 }, () => draws.below(2))
  const model = boostTrees('yes-no', features, Float64Array.from(chance()))
  expect(areaUnderCurve(model.predict([ordered(3000, 20), ordered(3000, 20)]), chance())()).toBeCloseTo(0.5, 1)
})

test('the area under the curve counts ties half and takes weights', () => {
  const area = areaUnderCurve(Float64Array.of(1, 2, 2, 3), Uint8Array.of(0, 1, 0, 1))
  expect(area()).toBe(0.875)
  expect(area([1, 0, 1, 1])).toBe(1)
  expect(areaUnderCurve(Float64Array.of(1, 2), Uint8Array.of(1, 1))()).toBeUndefined()
})
