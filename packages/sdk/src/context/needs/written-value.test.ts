import { expect, test } from 'vitest'
import { fromWritten, toWritten } from './written-value.ts'

test('values come back out of JSON as they were', () => {
  const values = {
    text: "it's",
    whole: 3,
    big: 2n ** 80n,
    none: null,
    missing: undefined,
    nan: Number.NaN,
    at: new Date('2024-02-29T12:00:00.123Z'),
    bytes: new Uint8Array([0, 255, 7]),
    list: [1, [new Date(0)], { deep: 1n }],
    row: { id: 1, name: 'Ada' },
  }
  const back = fromWritten(JSON.parse(JSON.stringify(toWritten(values))), 'orders')
  expect(back).toEqual(values)
  expect(Object.keys(back)).toEqual(Object.keys(values))
})

test.each([
  ['a function', () => 1],
  ['an instance of a class', new Map([[1, 2]])],
  ['a symbol', Symbol('x')],
])('%s is refused when it is read', (_, value) => {
  const written: unknown = JSON.parse(JSON.stringify(toWritten({ total: value })))
  expect(() => fromWritten(written, 'orders')).toThrow(
    expect.objectContaining({ code: 'REPLAY_TOKEN_OUTDATED', message: expect.stringContaining('orders.total') }),
  )
})
