import { expect as usual } from '@playwright/test'
import { databaseMatchers } from '@understudy/sdk/testkit'
import { test } from './data.ts'
import { orders, placeOrder, stockOf } from './shop.ts'

const expect = usual.extend(databaseMatchers)

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

test.describe('with a database of its own', () => {
  test.use({ dataConfig: { cleanup: { policy: 'on-success' } } })

  test('the application that is started for the test can connect to it', async ({ data }) => {
    const { products } = await data.testData.get('shop')
    await placeOrder(data.database, (await products.create()).id, 1)
    expect(await data.url()).toMatch(/^(sqlite|postgres):/)
  })
})
