import type { DatabaseContext } from '@understudy/sdk'
import type { DataFixtures } from '@understudy/sdk/vitest'
import { expect, type TestAPI } from 'vitest'
import type { Shop } from '../src/shop.ts'

export interface OpenShop {
  readonly shop: Shop
  /** Lets go of what the driver itself holds; the world is closed by who opened it. */
  close?(): Promise<void>
}

/** What holds in the world of a test, whatever the driver. */
export function shopPromises(
  test: TestAPI<DataFixtures<DatabaseContext>>,
  open: (data: DatabaseContext) => OpenShop | Promise<OpenShop>,
): void {
  const inShop = async (data: DatabaseContext, run: (shop: Shop) => Promise<void>) => {
    const { shop, close } = await open(data)
    try {
      await run(shop)
    } finally {
      await close?.()
    }
  }

  for (const round of ['first', 'second']) {
    test(`the ${round} test finds the database as it was, and the same next id`, ({ data }) =>
      inShop(data, async (shop) => {
        expect(await shop.customers()).toBe(1)
        expect(await shop.register('ann@shop.example')).toBe(2)
        expect(await shop.customers()).toBe(2)
        expect(await data.database.query('select email from customers order by id')).toEqual([
          { email: 'first@shop.example' },
          { email: 'ann@shop.example' },
        ])
      }))
  }

  test('a transaction that ends well stays', ({ data }) =>
    inShop(data, async (shop) => {
      const ann = await shop.register('ann@shop.example')
      await shop.order(ann, [100, 250])
      expect(await shop.spent(ann)).toBe(350)
    }))

  test('one that fails leaves nothing, and the test goes on', ({ data }) =>
    inShop(data, async (shop) => {
      const ann = await shop.register('ann@shop.example')
      await expect(shop.order(ann, [100, -1])).rejects.toThrow()
      expect(await shop.spent(ann)).toBe(0)
      await expect(shop.register('ann@shop.example')).rejects.toThrow()
      expect(await shop.customers()).toBe(2)
    }))

  test('what the test writes by itself the driver reads', ({ data }) =>
    inShop(data, async (shop) => {
      await data.database.query("insert into customers (email) values ('bo@shop.example')")
      expect(await shop.customers()).toBe(2)
    }))
}
