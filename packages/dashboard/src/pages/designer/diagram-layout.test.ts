import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Box, type Line, layoutOf } from './diagram-layout.ts'

const box = (id: string): Box => ({ id, width: 200, height: 80 })
const line = (from: string, to: string): Line => ({ from, to, fromY: 40, toY: 60 })

test('what points stands to the right of what it points at, and a long line goes past what is between', () => {
  const lines = [line('a', 'b'), line('b', 'c'), line('a', 'c'), line('a', 'a')]
  const { boxes, lines: drawn } = layoutOf(['c', 'b', 'a'].map(box), lines)
  const at = Object.fromEntries(boxes.map(({ id, x }) => [id, x]))
  expect(at).toEqual({ a: 0, b: 272, c: 544 })
  expect(drawn.map((points) => points.length)).toEqual([2, 2, 4, 4])
})

test('sixty entities around one are no column of sixty', () => {
  const names = Array.from({ length: 60 }, (_, i) => `e${i}`)
  const { width, height } = layoutOf(
    names.map(box),
    names.slice(1).map((name) => line('e0', name)),
  )
  expect(Math.max(width / height, height / width)).toBeLessThan(3)
})

test('whatever points at what, every box has its place, none lies on another, and nothing leaves the picture', () => {
  const graph = fc.integer({ min: 1, max: 30 }).chain((count) => {
    const name = fc.integer({ min: 0, max: count }).map((i) => `e${i}`)
    const lines = fc.array(
      fc.tuple(name, name).map(([from, to]) => line(from, to)),
      { maxLength: 60 },
    )
    return fc.tuple(fc.constant(Array.from({ length: count }, (_, i) => box(`e${i}`))), lines)
  })
  fc.assert(
    fc.property(graph, ([boxes, lines]) => {
      const { boxes: placed, lines: drawn, width, height } = layoutOf(boxes, lines)
      expect(placed.map(({ id }) => id)).toEqual(boxes.map(({ id }) => id))
      expect(drawn).toHaveLength(lines.length)
      for (const a of placed) {
        expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).toBe(true)
        for (const b of placed) {
          if (a === b || a.x + a.width <= b.x || b.x + b.width <= a.x) continue
          expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(80)
        }
      }
    }),
    { seed: 1 },
  )
})
