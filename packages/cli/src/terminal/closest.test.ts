import { expect, test } from 'vitest'
import { closest } from './closest.ts'

test('a typing mistake leads to the name that was meant, whatever the case of its letters', () => {
  const tables = ['film', 'film_actor', 'customer', 'Order Details']
  expect(['flim', 'FILM', 'custmer', 'order detials'].map((word) => closest(word, tables))).toEqual([
    'film',
    'film',
    'customer',
    'Order Details',
  ])
})

test('what resembles nothing suggests nothing', () => {
  expect(closest('invoice', ['film', 'customer'])).toBeUndefined()
})
