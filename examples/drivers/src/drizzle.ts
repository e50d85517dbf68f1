import { eq, sum } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { Shop } from './shop.ts'

const customers = pgTable('customers', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  email: text().notNull().unique(),
})
const items = pgTable('items', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  customerId: integer('customer_id').notNull(),
  cents: integer().notNull(),
})

export function drizzleShop(db: NodePgDatabase): Shop {
  return {
    async register(email) {
      const [customer] = await db.insert(customers).values({ email }).returning({ id: customers.id })
      return customer!.id
    },
    async order(customerId, cents) {
      await db.transaction(async (tx) => {
        for (const one of cents) await tx.insert(items).values({ customerId, cents: one })
      })
    },
    async spent(customerId) {
      const [row] = await db
        .select({ sum: sum(items.cents) })
        .from(items)
        .where(eq(items.customerId, customerId))
      return Number(row?.sum ?? 0)
    },
    customers: () => db.$count(customers),
  }
}
