import { randomUUID } from 'node:crypto'
import type { Database } from '@understudy/sdk'

/** What is tested: an order takes what it sells out of the stock, or changes nothing. */
export async function placeOrder(database: Database, product: string, quantity: number): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('update products set stock = stock - $1 where id = $2', [quantity, product])
    await transaction.query('insert into orders (id, product_id, quantity) values ($1, $2, $3)', [
      randomUUID(),
      product,
      quantity,
    ])
  })
}

export async function stockOf(database: Database, product: string): Promise<number | undefined> {
  const [row] = await database.query<{ stock: number }>('select stock from products where id = $1', [product])
  return row?.stock
}

export async function orders(database: Database): Promise<number> {
  const [row] = await database.query<{ orders: number }>('select count(*) as orders from orders')
  return Number(row?.orders)
}
