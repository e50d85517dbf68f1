import fc from 'fast-check'
import { expect, test } from 'vitest'
import { streamOf } from '../random/stream.ts'
import { allocate } from './allocation.ts'

const upTo = (most: number) => (word: number) => word % (most + 1)

test('every row has one parent and one ordinal there, and rows of a parent stand together', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 5 }),
      fc.string(),
      (parents, most, seed) => {
        const allocation = allocate(streamOf(seed), parents, most, upTo(most))
        const rows = Float64Array.from({ length: allocation.rows }, (_, i) => i)
        const { parents: found, ordinals } = allocation.locate(rows)
        let expected = 0
        const wrong = rows.filter((_, i) => {
          const [parent = Number.NaN, before = -1] = [found[i], found[i - 1]]
          if (parent !== before) expected = 0
          return !(ordinals[i] === expected++ && expected <= most && parent >= before && parent < parents)
        })
        expect(wrong).toEqual(new Float64Array())
      },
    ),
    { numRuns: 40 },
  )
})

test('a row is found alike alone, backwards and in order', () => {
  const allocation = allocate(streamOf(1), 5000, 4, upTo(4))
  const rows = Float64Array.from({ length: allocation.rows }, (_, i) => i)
  const whole = allocation.locate(rows)
  const backwards = allocation.locate(rows.slice().reverse())
  expect(backwards.parents.reverse()).toEqual(whole.parents)
  expect(allocation.locate(Float64Array.of(4321)).ordinals[0]).toBe(whole.ordinals[4321])
})
