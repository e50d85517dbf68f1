import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { assertDatabase } from '@understudy/sdk/testkit'
import { withData } from './data.ts'
import { orders, placeOrder, stockOf } from './shop.ts'

test(
  'an order takes what it sells out of the stock',
  withData(async (_t, data) => {
    const { products } = await data.testData.get('shop')
    const pen = await products.create()
    await placeOrder(data.database, pen.id, 2)
    assert.equal(await stockOf(data.database, pen.id), 3)
  }),
)

test(
  'an order of more than there is changes nothing',
  withData(async (_t, data) => {
    const { products } = await data.testData.get('shop')
    const ink = await products.with('soldOut').create()
    await assert.rejects(placeOrder(data.database, ink.id, 1))
    assert.equal(await orders(data.database), 0)
  }),
)

test(
  'the tables take what they should, and nothing else',
  withData(async (_t, data) => {
    const { client } = await data.testData.get('kit')
    await assertDatabase(client).toHandleRows('orders')
    await assertDatabase(client).toEnforceConstraints()
  }),
)
