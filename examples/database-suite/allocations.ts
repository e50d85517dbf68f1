import type { CrudOfRepository, CrudRepository, DatabaseTestClient } from '@understudy/sdk/testkit'

/** What the application does with allocations; whatever it is called in belongs to the transaction around it. */
function allocationRepository(client: DatabaseTestClient): CrudRepository {
  return {
    create: async (row) => {
      await client.bulkInsert('allocations', [row])
    },
    find: async (id) => (await client.query('select * from allocations where id = :id', { id }))[0],
    update: async (id, changes) => await client.bulkUpdate('allocations', [{ ...changes, id }], 'id'),
    delete: async (id) =>
      (await client.query('delete from allocations where id = :id returning id', { id })).length > 0,
  }
}

/** What they refer to is there, as run.ts puts it in. */
export const allocations: CrudOfRepository = {
  name: 'allocations',
  repository: allocationRepository,
  rows: [
    { id: 1, order_id: 1, sku: 'desk', quantity: 2 },
    { id: 2, order_id: 1, sku: 'lamp', quantity: 1 },
  ],
  changes: { quantity: 3 },
}
