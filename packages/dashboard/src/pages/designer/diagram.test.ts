import { expect, test } from 'vitest'
import shop from '../../../../../examples/shop.json?raw'
import { designOf } from './design.ts'
import { curveOf, diagramOf, labelsOf, linesInWords } from './diagram.ts'

const diagram = diagramOf(designOf(JSON.parse(shop)))

test('each entity is a box with its key and its references, and each relation a line from field to field', () => {
  expect(diagram.boxes.map(({ entity, more }) => [entity.name, more])).toEqual([
    ['customers', 0],
    ['products', 0],
    ['orders', 0],
    ['order_items', 0],
    ['reviews', 0],
  ])
  const rows = diagram.boxes[3]?.rows ?? []
  expect(rows.filter(({ isKey }) => isKey).map(({ name }) => name)).toEqual(['id'])
  expect(rows.filter(({ isReference }) => isReference).map(({ name }) => name)).toEqual(['order_id', 'product_id'])
  expect(diagram.lines).toHaveLength(7)
  for (const points of diagram.layout.lines) expect(curveOf(points)).toMatch(/^M[\d. -]+([LC][\d. -]+)+$/)
})

test('what meets in one point is said once there, and all of it can be read as words', () => {
  const labels = labelsOf(diagram)
  expect(new Set(labels.map(({ x, y }) => `${x} ${y}`)).size).toBe(labels.length)
  expect(labels.map(({ words }) => words)).toContain('0..1, 1')
  expect(linesInWords(diagram)[0]).toEqual({
    parent: 'customers',
    child: 'customers (referred_by)',
    how: '0..n for each, which has 0..1',
  })
})

test('of many entities only what is pointed with and at is drawn', () => {
  const entities = Array.from({ length: 30 }, (_, i) => ({
    name: `e${i}`,
    fields: { id: 'sequence', a: 'word', b: 'word' },
  }))
  const relationships = [{ type: 'one-to-many', parent: { entity: 'e0' }, child: { entity: 'e1', fields: ['a'] } }]
  const { boxes } = diagramOf(designOf({ entities, relationships }))
  expect(boxes[0]).toMatchObject({ rows: [{ name: 'id' }], more: 2 })
  expect(boxes[1]).toMatchObject({ rows: [{ name: 'id' }, { name: 'a' }], more: 1 })
})
