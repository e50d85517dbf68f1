import { strict as assert } from 'node:assert'
import { assertDatabase } from '@understudy/sdk/testkit'
import { withData } from './data.js'
import { orders, placeOrder, stockOf } from './shop.js'

describe('an order', () => {
  it(
    'takes what it sells out of the stock',
    withData(async (data) => {
      const { products } = await data.testData.get('shop')
      const pen = await products.create()
      await placeOrder(data.database, pen.id, 2)
      assert.equal(await stockOf(data.database, pen.id), 3)
    }),
  )

  it(
    'of more than there is changes nothing',
    withData(async (data) => {
      const { products } = await data.testData.get('shop')
      const ink = await products.with('soldOut').create()
      await assert.rejects(placeOrder(data.database, ink.id, 1))
      assert.equal(await orders(data.database), 0)
    }),
  )
})

it(
  'the tables take what they should, and nothing else',
  withData(async (data) => {
    const { client } = await data.testData.get('kit')
    await assertDatabase(client).toHandleRows('orders')
    await assertDatabase(client).toEnforceConstraints()
  }),
)
