import { poolOf } from '@understudy/sdk/postgres'
import { createTest } from '@understudy/sdk/vitest'
import { expect } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { prismaOn, prismaShop } from '../src/prisma.ts'
import { postgresTables } from '../src/tables.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await testDatabase('shop'), prepare: postgresTables } })

shopPromises(test, (data) => {
  const prisma = prismaOn(poolOf(data))
  return { shop: prismaShop(prisma), close: () => prisma.$disconnect() }
})

test('none of this needs more than a savepoint', async ({ data }) => {
  const shop = prismaShop(prismaOn(poolOf(data)))
  await shop.order(await shop.register('ann@shop.example'), [100])
  expect(data.isolation).toBe('savepoint')
})
