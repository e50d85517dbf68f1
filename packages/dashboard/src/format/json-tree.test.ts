import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonNode, nodeAt, treeOf } from './json-tree.ts'

function saidBy(node: JsonNode | undefined): unknown {
  if (node?.is === 'list') return node.items.map(saidBy)
  if (node?.is === 'object') return Object.fromEntries(node.members.map(({ name, value }) => [name, saidBy(value)]))
  return node?.value
}

test('whatever is JSON is read as what it says, part by part with where it stands', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(undefined, 2, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      const { root, broken } = treeOf(text)
      expect(broken).toBeUndefined()
      expect(saidBy(root)).toEqual(JSON.parse(text))
      expect(text.slice(root?.start, root?.end)).toBe(text)
    }),
    { seed: 1, numRuns: 50 },
  )
})

test('whatever is typed is read to its end', () => {
  const letters = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', 'a', '1', ' ', '\n', '\\') })
  fc.assert(
    fc.property(letters, (text) => {
      const { broken } = treeOf(text)
      const isJson = (() => {
        try {
          JSON.parse(text)
          return true
        } catch {
          return false
        }
      })()
      expect(broken === undefined).toBe(isJson)
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('what stands behind a fault is there all the same', () => {
  const { root } = treeOf('{ "a": , "b" 1, "c": [1 2, x, {"d": "e}\n], "f": true')
  expect(saidBy(nodeAt(root, ['c', 0]))).toBe(1)
  expect(saidBy(nodeAt(root, ['f']))).toBe(true)
})
