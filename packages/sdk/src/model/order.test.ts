import fc from 'fast-check'
import { expect, test } from 'vitest'
import { circlesOf, componentsOf } from './components.ts'
import { orderEntities } from './order.ts'
import { parseSchema } from './parse.ts'

const schemaOf = (names: readonly string[], edges: readonly (readonly [child: string, parent: string])[]) =>
  parseSchema({
    entities: names.map((name) => ({
      name,
      fields: { id: { type: 'integer' }, ...Object.fromEntries(edges.map((_, i) => [`to_${i}`, { type: 'integer' }])) },
    })),
    relationships: edges.map(([child, parent], i) => ({
      type: 'one-to-many',
      parent: { entity: parent },
      child: { entity: child, fields: [`to_${i}`] },
    })),
  })
const orderOf = (...of: Parameters<typeof schemaOf>) => orderEntities(schemaOf(...of)).order.map(({ name }) => name)

test('parents come before children, all else stays in the order of the schema', () => {
  expect(
    orderOf(
      ['items', 'orders', 'customers', 'notes'],
      [
        ['items', 'orders'],
        ['orders', 'customers'],
      ],
    ),
  ).toEqual(['customers', 'orders', 'items', 'notes'])
  expect(orderOf(['a', 'b', 'c'], [])).toEqual(['a', 'b', 'c'])
})

test('entities of one circle stand together and are named; one that points at itself is no circle', () => {
  const { order, cycles } = orderEntities(
    schemaOf(
      ['leaf', 'b', 'a', 'root', 'self'],
      [
        ['a', 'b'],
        ['b', 'a'],
        ['a', 'root'],
        ['leaf', 'a'],
        ['self', 'self'],
      ],
    ),
  )
  expect(order.map(({ name }) => name)).toEqual(['root', 'b', 'a', 'leaf', 'self'])
  expect(cycles).toEqual([['b', 'a']])
})

test('a chain of 20,000 entities is ordered', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `e${i}`)
  const next = new Map(names.map((name, i) => [name, i + 1 < names.length ? [names[i + 1]!] : []]))
  expect(componentsOf(names, next).map(([name]) => name)).toEqual(names.toReversed())
})

const graphs = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const names = Array.from({ length: size }, (_, i) => String(i))
  const node = fc.constantFrom(...names)
  return fc.array(fc.tuple(node, node), { maxLength: 16 }).map((edges) => ({
    names,
    next: new Map(names.map((name) => [name, edges.flatMap(([from, to]) => (from === name ? [to] : []))])),
  }))
})

/** By the definition: all that can be reached. */
function reachable(from: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>()
  const queue = [...next.get(from)!]
  for (const name of queue) {
    if (seen.has(name)) continue
    seen.add(name)
    queue.push(...next.get(name)!)
  }
  return seen
}

test('a component holds what can reach each other, and comes after all that it points at', () => {
  fc.assert(
    fc.property(graphs, ({ names, next }) => {
      const components = componentsOf(names, next)
      expect(components.flat().sort()).toEqual([...names].sort())
      const place = new Map(components.flatMap((component, i) => component.map((name) => [name, i])))
      for (const a of names) {
        const reached = reachable(a, next)
        for (const b of reached) {
          expect(place.get(b)!).toBeLessThanOrEqual(place.get(a)!)
          if (a !== b) expect(place.get(a) === place.get(b)).toBe(reachable(b, next).has(a))
        }
      }
    }),
  )
})

test('a circle is a way from its first name back to it, one for each component that has one', () => {
  fc.assert(
    fc.property(graphs, ({ names, next }) => {
      const circles = circlesOf(names, next)
      for (const circle of circles) {
        for (const [i, name] of circle.entries()) expect(next.get(name)).toContain(circle[(i + 1) % circle.length])
        expect(new Set(circle).size).toBe(circle.length)
      }
      const circling = componentsOf(names, next).filter(([name]) => reachable(name!, next).has(name!))
      expect(circles.length).toBe(circling.length)
    }),
  )
})
