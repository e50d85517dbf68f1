import knex, { type Knex } from 'knex'
import type { Pool, PoolClient } from 'pg'
import type { Shop } from './shop.ts'

/** Knex makes its connections itself; these two say where it gets them and where they go. */
export function knexOn(pool: Pool): Knex {
  const db = knex({ client: 'pg', connection: {}, version: '18', pool: { min: 0, max: 10 } })
  db.client.acquireRawConnection = () => pool.connect()
  db.client.destroyRawConnection = async (client: PoolClient) => client.release()
  return db
}

export function knexShop(db: Knex): Shop {
  return {
    async register(email) {
      const [customer] = await db('customers').insert({ email }).returning('id')
      return customer.id
    },
    async order(customer, cents) {
      await db.transaction(async (tx) => {
        for (const one of cents) await tx('items').insert({ customer_id: customer, cents: one })
      })
    },
    async spent(customer) {
      const [row] = await db('items').where({ customer_id: customer }).sum({ sum: 'cents' })
      return Number(row?.sum ?? 0)
    },
    async customers() {
      const [row] = await db('customers').count({ n: '*' })
      return Number(row?.n)
    },
  }
}
