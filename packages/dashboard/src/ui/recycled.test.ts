import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Recycled } from './recycled.ts'

test('who stays in view keeps an element, and those who come have the ones of those who went', () => {
  const recycled = new Recycled<string>()
  expect(recycled.for(['a', 'b', 'c', 'd'])).toEqual([0, 1, 2, 3])
  expect(recycled.for(['c', 'd', 'e', 'f'])).toEqual([2, 3, 0, 1])
  expect(recycled.for(['x', 'y', 'z', 'w'])).toEqual([2, 3, 0, 1])
})

test('the element of somebody who has the focus is not written over by another', () => {
  const recycled = new Recycled<string>()
  expect(recycled.for(['a', 'b'])).toEqual([0, 1])
  expect(recycled.for(['b', 'c'], (gone) => gone === 'a')).toEqual([1, 2])
  expect(recycled.for(['b', 'c'], (gone) => gone === 'b')).toEqual([1, 2])
})

test('wherever somebody goes, nobody shares an element, and no more are made than are in view at once', () => {
  const keys = fc.uniqueArray(fc.nat(30), { maxLength: 8 })
  fc.assert(
    fc.property(fc.array(keys, { minLength: 1 }), (views) => {
      const recycled = new Recycled<number>()
      let before = new Map<number, number>()
      for (const view of views) {
        const numbers = recycled.for(view)
        expect(new Set(numbers).size).toBe(view.length)
        for (const [i, key] of view.entries()) if (before.has(key)) expect(numbers[i]).toBe(before.get(key))
        const made = numbers.filter((number) => ![...before.values()].includes(number))
        expect(made.length).toBe(Math.max(0, view.length - before.size))
        before = new Map(view.map((key, i) => [key, numbers[i]!]))
      }
    }),
  )
})
