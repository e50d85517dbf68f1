import { expect, test } from 'vitest'
import { names, withNameIn } from './expression-names.ts'

test.each([
  { from: 'cost', to: 'price', is: 'cost > 0 AND cost_2 > COST', becomes: 'price > 0 AND cost_2 > price' },
  { from: 'status', to: 'state', is: "status = 'status' AND it's", becomes: "state = 'status' AND it's" },
  {
    from: 'date',
    to: 'day',
    is: "date > date '2024-02-29' AND date (x) > 1",
    becomes: "day > date '2024-02-29' AND date (x) > 1",
  },
  { from: 'first name', to: 'name', is: '"first name" IS NULL', becomes: 'name IS NULL' },
  { from: 'name', to: 'First "x"', is: 'length(name) > 1', becomes: 'length("First ""x""") > 1' },
])('$from becomes $to in $is', ({ from, to, is, becomes }) => {
  expect(withNameIn(is, from, to)).toBe(becomes)
})

test('a field is named, or is not', () => {
  expect(names('price >= cost', 'cost')).toBe(true)
  expect(names("price >= 'cost'", 'cost')).toBe(false)
})
