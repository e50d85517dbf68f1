import { strict as assert } from 'node:assert'
import { Given, Then, When } from '@cucumber/cucumber'
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
