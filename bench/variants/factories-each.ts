import { CUSTOMERS, LINES, ORDERS, runWay } from '../factories-shop.ts'

// Record after record, as factories do that know no bulk: each is created when the one before is there.
await runWay(async ({ customers, orders, lines }) => {
  for (let i = 0; i < CUSTOMERS; i++) {
    const customer = await customers.create({ orders: 0 })
    for (let j = 0; j < ORDERS; j++) {
      const order = await orders.create({ customer, lines: 0 })
      for (let k = 0; k < LINES; k++) await lines.create({ order })
    }
  }
})
