import type { Generated, Kysely } from 'kysely'
import type { Shop } from './shop.ts'

export interface ShopTables {
  customers: { id: Generated<number>; email: string }
  items: { id: Generated<number>; customer_id: number; cents: number }
}

/** For any dialect: PostgresDialect over a pool of pg, SqliteDialect over better-sqlite3. */
export function kyselyShop(db: Kysely<ShopTables>): Shop {
  return {
    async register(email) {
      return (await db.insertInto('customers').values({ email }).returning('id').executeTakeFirstOrThrow()).id
    },
    async order(customer, cents) {
      await db.transaction().execute(async (tx) => {
        for (const one of cents) await tx.insertInto('items').values({ customer_id: customer, cents: one }).execute()
      })
    },
    async spent(customer) {
      const { sum } = await db
        .selectFrom('items')
        .select((eb) => eb.fn.sum<string | number | null>('cents').as('sum'))
        .where('customer_id', '=', customer)
        .executeTakeFirstOrThrow()
      return Number(sum ?? 0)
    },
    async customers() {
      const { n } = await db
        .selectFrom('customers')
        .select((eb) => eb.fn.countAll<string | number>().as('n'))
        .executeTakeFirstOrThrow()
      return Number(n)
    },
  }
}
