import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { PrismaClient } from '../generated/prisma/client.ts'
import type { Shop } from './shop.ts'

/** Prisma talks to the pool by its driver adapter. */
export function prismaOn(pool: Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool) })
}

export function prismaShop(prisma: PrismaClient): Shop {
  return {
    async register(email) {
      return (await prisma.customer.create({ data: { email } })).id
    },
    async order(customerId, cents) {
      await prisma.$transaction(async (tx) => {
        for (const one of cents) await tx.item.create({ data: { customerId, cents: one } })
      })
    },
    async spent(customerId) {
      const { _sum } = await prisma.item.aggregate({ where: { customerId }, _sum: { cents: true } })
      return _sum.cents ?? 0
    },
    customers: () => prisma.customer.count(),
  }
}
