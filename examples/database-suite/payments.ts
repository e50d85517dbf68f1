import type { DatabaseTestClient, TestTransaction } from '@understudy/sdk/testkit'
import { TransactionTester } from '@understudy/sdk/testkit'

const order = 1

/** An order is paid by whoever finds it unpaid; what stands between two `yield` is a step, beside which another may take one. */
async function* pay(transaction: TestTransaction, id: number) {
  yield 'begun'
  const taken = await transaction.query('update orders set paid = 1 where id = :order and paid = 0 returning id', {
    order,
  })
  yield 'taken'
  if (taken.length === 0) return
  await transaction.query('insert into payments (id, order_id, amount) values (:id, :order, 25)', { id, order })
}

/** Two pay the same order, in every order that their steps can have; each time there must be one payment. */
export async function paidOnce(client: DatabaseTestClient) {
  const undone = `delete from payments where order_id = ${order}; update orders set paid = 0 where id = ${order}`
  const tested = await new TransactionTester(client).testInterleavings(
    'read committed',
    [(transaction) => pay(transaction, 1), (transaction) => pay(transaction, 2)],
    {
      before: () => client.execute(undone),
      check: async () => (await client.query('select 1 from payments')).length === 1,
    },
  )
  await client.execute(undone)
  return tested
}
