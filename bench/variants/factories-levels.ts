import { CUSTOMERS, LINES, ORDERS, runWay } from '../factories-shop.ts'

// The very rows of factories-each, by one call for each level.
await runWay(async ({ customers, orders, lines }) => {
  const buyers = await customers.createMany(CUSTOMERS, { orders: 0 })
  const theirs = await orders.createMany(CUSTOMERS * ORDERS, (index) => ({
    customer: buyers[Math.floor(index / ORDERS)]!,
    lines: 0,
  }))
  await lines.createMany(theirs.length * LINES, (index) => ({ order: theirs[Math.floor(index / LINES)]! }))
})
