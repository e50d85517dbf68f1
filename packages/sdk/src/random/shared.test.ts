import { expect, test } from 'vitest'
import { shared } from './shared.ts'
import { rowRange, streamOf } from './stream.ts'

test('is made once for the same rows, and anew for others, another attempt, stream, owner or matter', () => {
  const rows = rowRange(0, 3)
  const [atlas, other] = [{}, {}]
  let calls = 0
  const make = () => Int32Array.of(++calls)
  const first = shared(rows, streamOf(1), atlas, 'city', make)
  expect(shared({ ...rows }, streamOf(1), atlas, 'city', make)).toBe(first)
  const others = [
    shared(rowRange(0, 3), streamOf(1), atlas, 'city', make),
    shared({ ...rows, attempt: 1 }, streamOf(1), atlas, 'city', make),
    shared(rows, streamOf(2), atlas, 'city', make),
    shared(rows, streamOf(1), other, 'city', make),
    shared(rows, streamOf(1), atlas, 'street', make),
  ]
  expect(others.map(([call]) => call)).toEqual([2, 3, 4, 5, 6])
})
