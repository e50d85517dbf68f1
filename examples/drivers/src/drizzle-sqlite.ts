import { eq, sum } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Shop } from './shop.ts'

const customers = sqliteTable('customers', { id: integer().primaryKey(), email: text().notNull().unique() })
const items = sqliteTable('items', {
  id: integer().primaryKey(),
  customerId: integer('customer_id').notNull(),
  cents: integer().notNull(),
})

export function drizzleSqliteShop(db: BetterSQLite3Database): Shop {
  return {
    async register(email) {
      return db.insert(customers).values({ email }).returning({ id: customers.id }).get().id
    },
    async order(customerId, cents) {
      db.transaction((tx) => {
        for (const one of cents) tx.insert(items).values({ customerId, cents: one }).run()
      })
    },
    async spent(customerId) {
      const row = db
        .select({ sum: sum(items.cents) })
        .from(items)
        .where(eq(items.customerId, customerId))
        .get()
      return Number(row?.sum ?? 0)
    },
    customers: async () => db.$count(customers),
  }
}
