import { strict as assert } from 'node:assert'
import { Given, Then, When } from '@cucumber/cucumber'
import { assertDatabase } from '@understudy/sdk/testkit'
import { placeOrder, stockOf } from '../../shop.js'

Given('a product of which there are {int}', async function (stock) {
  const { products } = await this.data.testData.get('shop')
  this.product = await products.create({ stock })
})

When(/^(\d+) of it (?:is|are) ordered$/, async function (quantity) {
  this.refusal = await placeOrder(this.data.database, this.product.id, Number(quantity)).catch((error) => error)
})

Then('{int} of it are left', async function (stock) {
  assert.equal(await stockOf(this.data.database, this.product.id), stock)
})

Then('it is refused', function () {
  assert.match(this.refusal?.code, /CONSTRAINT_VIOLATED/)
})

Then('rows of {word} are handled as they should be', async function (table) {
  const { client } = await this.data.testData.get('kit')
  await assertDatabase(client).toHandleRows(table)
})

Then('every constraint holds', async function () {
  const { client } = await this.data.testData.get('kit')
  await assertDatabase(client).toEnforceConstraints()
})
