import type { Sql } from 'postgres'
import type { Shop } from './shop.ts'

export function postgresJsShop(sql: Sql): Shop {
  return {
    async register(email) {
      const [customer] = await sql<{ id: number }[]>`insert into customers (email) values (${email}) returning id`
      return customer!.id
    },
    async order(customer, cents) {
      await sql.begin(async (tx) => {
        for (const one of cents) await tx`insert into items (customer_id, cents) values (${customer}, ${one})`
      })
    },
    async spent(customer) {
      const [row] = await sql<{ sum: number }[]>`
        select coalesce(sum(cents), 0)::int as sum from items where customer_id = ${customer}`
      return row!.sum
    },
    async customers() {
      const [row] = await sql<{ n: number }[]>`select count(*)::int as n from customers`
      return row!.n
    },
  }
}
