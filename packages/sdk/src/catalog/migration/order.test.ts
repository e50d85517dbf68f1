import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Edge, order } from './order.ts'

const size = 12
const edges: fc.Arbitrary<Edge<number>[]> = fc.array(
  fc.record({ first: fc.nat(size - 1), then: fc.nat(size - 1), needed: fc.boolean() }),
  { maxLength: 40 },
)
const nodes = Array.from({ length: size }, (_, n) => n)
const compare = (a: number, b: number) => a - b

test('needed edges hold, and a circle of them is told as one', () => {
  fc.assert(
    fc.property(edges, (given) => {
      const { ordered, circle } = order({ nodes, edges: given, compare })
      const needed = given.filter((edge) => edge.needed && edge.first !== edge.then)
      for (const { first, then } of needed) {
        if (ordered.includes(then)) expect(ordered.indexOf(first)).toBeLessThan(ordered.indexOf(then))
        if (ordered.includes(then)) expect(ordered).toContain(first)
      }
      expect(new Set(ordered).size).toBe(ordered.length)
      expect(circle.length > 0).toBe(ordered.length < size)
      for (const [at, node] of circle.entries()) {
        const before = circle[(at + 1) % circle.length]
        expect(given.some(({ first, then }) => first === before && then === node)).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})

test('without circles every edge holds, and the order does not hang on that of the edges', () => {
  const forward = edges.map((given) => given.filter(({ first, then }) => first < then))
  fc.assert(
    fc.property(forward, (given) => {
      const backwards = (a: number, b: number) => b - a
      const { ordered } = order({ nodes, edges: given, compare: backwards })
      for (const { first, then } of given) expect(ordered.indexOf(first)).toBeLessThan(ordered.indexOf(then))
      expect(order({ nodes: [...nodes].reverse(), edges: [...given].reverse(), compare: backwards }).ordered).toEqual(
        ordered,
      )
    }),
  )
})

test('where only nicer edges run in a circle, one of them gives way and the rest holds', () => {
  const given = [
    { first: 0, then: 1, needed: true },
    { first: 1, then: 0, needed: false },
    { first: 1, then: 2, needed: false },
  ]
  expect(order({ nodes: [2, 1, 0], edges: given, compare }).ordered).toEqual([0, 1, 2])
})
