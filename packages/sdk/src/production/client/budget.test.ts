import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { Budget } from './budget.ts'

test('what is spent is refused, what removes data never is', async () => {
  const budget = new Budget({ requests: 2, concurrency: 1 })
  budget.spend('create', false)
  budget.spend('create', false)
  const refused = await failure((async () => budget.spend('create', false))())
  expect(refused).toMatchObject({ code: 'BUDGET_EXCEEDED', details: { requests: 2 } })
  budget.spend('cleanup', true)
})

test('what removes data has turns of its own', async () => {
  const budget = new Budget({ requests: 2, concurrency: 1 })
  const done: string[] = []
  let free: () => void = () => {}
  const creating = budget.turn(() => new Promise<void>((resolve) => (free = resolve)), false)
  const waiting = budget.turn(async () => void done.push('created'), false)
  await budget.turn(async () => void done.push('removed'), true)
  expect(done).toEqual(['removed'])
  free()
  await Promise.all([creating, waiting])
  expect(done).toEqual(['removed', 'created'])
})

test('never more at the same time than is allowed, each in its turn, also after a failure', async () => {
  const budget = new Budget({ requests: 100, concurrency: 3 })
  const order: number[] = []
  let running = 0
  let most = 0
  await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      budget.turn(async () => {
        order.push(i)
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setTimeout(resolve, 1))
        running -= 1
        if (i % 4 === 0) throw new Error('fails')
      }, false),
    ),
  )
  expect(most).toBe(3)
  expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i))
})
