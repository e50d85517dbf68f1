import { databaseMatchers } from '@understudy/sdk/testkit'
import { withData } from './data.js'
import { orders, placeOrder, stockOf } from './shop.js'

expect.extend(databaseMatchers)

test(
  'an order takes what it sells out of the stock',
  withData(async (data) => {
    const { products } = await data.testData.get('shop')
    const pen = await products.create()
    await placeOrder(data.database, pen.id, 2)
    expect(await stockOf(data.database, pen.id)).toBe(3)
  }),
)

test.each([1, 6])(
  'an order of %i where nothing is left changes nothing',
  withData(async (data, quantity) => {
    const { products } = await data.testData.get('shop')
    const ink = await products.with('soldOut').create()
    await expect(placeOrder(data.database, ink.id, quantity)).rejects.toThrow()
    expect(await orders(data.database)).toBe(0)
  }),
)

test(
  'the tables take what they should, and nothing else',
  withData(async (data) => {
    const { client } = await data.testData.get('kit')
    await expect(client).toHandleRows('orders')
    await expect(client).toEnforceConstraints()
  }),
)
