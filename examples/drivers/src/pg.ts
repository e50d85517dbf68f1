import type { Pool } from 'pg'
import type { Shop } from './shop.ts'

export function pgShop(pool: Pool): Shop {
  return {
    async register(email) {
      const { rows } = await pool.query('insert into customers (email) values ($1) returning id', [email])
      return rows[0].id
    },
    async order(customer, cents) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        for (const one of cents)
          await client.query('insert into items (customer_id, cents) values ($1, $2)', [customer, one])
        await client.query('commit')
      } catch (thrown) {
        await client.query('rollback')
        throw thrown
      } finally {
        client.release()
      }
    },
    async spent(customer) {
      const { rows } = await pool.query(
        'select coalesce(sum(cents), 0)::int as sum from items where customer_id = $1',
        [customer],
      )
      return rows[0].sum
    },
    async customers() {
      return (await pool.query('select count(*)::int as n from customers')).rows[0].n
    },
  }
}
