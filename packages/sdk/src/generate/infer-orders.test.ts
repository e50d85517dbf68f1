import { expect, test } from 'vitest'
import type { FieldType } from '../model/schema.ts'
import { inferOrders } from './infer-orders.ts'

const orders = (...names: string[]) => inferOrders(names.map((name) => ({ name, type: 'date' as FieldType })))

test.each([
  ['rental_date', 'return_date'],
  ['start_date', 'end_date'],
  ['from_date', 'to_date'],
  ['ValidFrom', 'ValidTo'],
  ['order_date', 'shipped_date'],
  ['birth_date', 'hire_date'],
  ['min_price', 'max_price'],
  ['priceLow', 'priceHigh'],
  ['contract_start', 'contract_end'],
])('%s is not after %s', (first, last) => {
  expect(orders(last, first)).toEqual([[first, last]])
})

test('names of two things say nothing of each other', () => {
  expect(orders('contract_start', 'trial_end')).toEqual([])
  expect(orders('start', 'middle')).toEqual([])
  expect(orders('end_date')).toEqual([])
})

test('fields of two types, and those that the database fills, are left alone', () => {
  expect(
    inferOrders([
      { name: 'start', type: 'date' },
      { name: 'end', type: 'timestamp' },
    ]),
  ).toEqual([])
  expect(
    inferOrders([
      { name: 'start', type: 'date' },
      { name: 'end', type: 'date', generated: true },
    ]),
  ).toEqual([])
  expect(
    inferOrders([
      { name: 'start', type: 'text' },
      { name: 'end', type: 'text' },
    ]),
  ).toEqual([])
})
