import { type DatabaseMatchers, databaseMatchers } from '@understudy/sdk/testkit'
import { describe, expect } from 'vitest'
import { test } from './data.ts'
import { orders, placeOrder, stockOf } from './shop.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends DatabaseMatchers {}
}
expect.extend(databaseMatchers)

test('an order takes what it sells out of the stock', async ({ data }) => {
  const { products } = await data.testData.get('shop')
  const pen = await products.create()
  await placeOrder(data.database, pen.id, 2)
  expect(await stockOf(data.database, pen.id)).toBe(3)
})

test('an order of more than there is changes nothing', async ({ data }) => {
  const { products } = await data.testData.get('shop')
  const ink = await products.with('soldOut').create()
  await expect(placeOrder(data.database, ink.id, 1)).rejects.toThrow()
  expect(await orders(data.database)).toBe(0)
})

test('the tables take what they should, and nothing else', async ({ data }) => {
  const { client } = await data.testData.get('kit')
  await expect(client).toHandleRows('orders')
  await expect(client).toEnforceConstraints()
})

describe('with a database of its own', () => {
  test.override('dataConfig', { cleanup: { policy: 'on-success' } })

  test('an order is seen by who connects by himself', async ({ data }) => {
    const { products } = await data.testData.get('shop')
    await placeOrder(data.database, (await products.create()).id, 1)
    expect(await orders(data.database)).toBe(1)
    expect(await data.url()).toMatch(/^(sqlite|postgres):/)
  })
})
