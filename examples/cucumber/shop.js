import { randomUUID } from 'node:crypto'

/** What is tested: an order takes what it sells out of the stock, or changes nothing. */
export async function placeOrder(database, product, quantity) {
  await database.transaction(async (transaction) => {
    await transaction.query('update products set stock = stock - $1 where id = $2', [quantity, product])
    await transaction.query('insert into orders (id, product_id, quantity) values ($1, $2, $3)', [
      randomUUID(),
      product,
      quantity,
    ])
  })
}

export async function stockOf(database, product) {
  const [row] = await database.query('select stock from products where id = $1', [product])
  return row?.stock
}
