import { afterAll, describe, expect, test } from 'vitest'
import { engines, testRing, testStore, testStoreConfig } from '../../test/store.ts'
import { openStore } from '../store/open-store.ts'
import { queueLogin } from '../store/postgres/queue-login.ts'
import { bossQueue } from './boss-queue.ts'
import { embeddedQueue } from './embedded-queue.ts'
import type { JobQueue, TakenWork } from './job-queue.ts'
import { startWorker } from './worker.ts'

const [team, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const
const job = '33333333-3333-4333-8333-333333333333'

describe.each(engines)('the queue of jobs on %s', async (engine) => {
  const config = await testStoreConfig(engine, 'queue')
  let at = Date.now()
  const faults: Error[] = []
  const store = await openStore(config, testRing)
  const open = async (): Promise<JobQueue> =>
    config.engine === 'sqlite'
      ? embeddedQueue({ store, now: () => new Date(at), leaseMs: 1000 })
      : bossQueue({
          login: await queueLogin(config.url, testRing),
          onError: (error) => faults.push(error),
          leaseSeconds: 10,
        })
  const [queue, second] = await Promise.all([open(), open()])
  afterAll(async () => {
    await Promise.all([queue.close(), second.close()])
    await store.close()
    expect(faults).toEqual([])
  })
  const drain = async () => {
    for (let taken = await queue.take(); taken; taken = await queue.take()) await taken.done()
  }

  test('gives each piece of work to one taker, however often it was enqueued', async () => {
    await Promise.all([queue, second].map((one) => one.enqueue(team, job, [0, 1, 2, 3])))
    const taken = await Promise.all([queue, second, queue, second].map((one) => one.take()))
    expect(taken.map((one) => one?.partition).sort()).toEqual([0, 1, 2, 3])
    await taken[0]?.giveBack(0)
    expect(await queue.count()).toEqual({ waiting: 1, taken: 3 })
    taken[0] = await queue.take()
    expect(await queue.take()).toBeUndefined()
    await queue.enqueue(team, job, [0, 1, 2, 3])
    expect(await queue.take()).toBeUndefined()
    for (const one of taken) {
      expect(await one?.extend()).toBe(true)
      await one?.done()
      expect(await one?.extend()).toBe(false)
    }
    expect(await queue.take()).toBeUndefined()
  })

  test('gives what was given back to the next, when it is time, and hears nothing more of the one before', async () => {
    await queue.enqueue(team, job, [7, 8])
    const [first, later] = [await queue.take(), await queue.take()]
    await later?.giveBack(3_600_000)
    await first?.giveBack(0)
    const next = await second.take()
    expect(next).toMatchObject({ team, job, partition: first?.partition })
    expect(await first?.extend()).toBe(false)
    await first?.done()
    await first?.giveBack(0)
    expect(await next?.extend()).toBe(true)
    await next?.done()
    expect(await second.take()).toBeUndefined()
    await queue.enqueue(team, job, [later?.partition ?? 0])
    expect(await queue.take()).toBeUndefined()
  })

  test('wakes who waits in the same process', async () => {
    let woken = 0
    queue.onReady(() => woken++)
    await queue.enqueue(team, job, [9])
    expect(woken).toBe(1)
    await drain()
  })

  test('is looked into again by a worker to whom something came while it looked', async () => {
    let isLate = true
    const take = async () => {
      const found = await queue.take()
      if (found === undefined && isLate) await queue.enqueue(team, job, [6])
      isLate = false
      return found
    }
    const done: number[] = []
    const settle = async (taken: TakenWork) => {
      await taken.done()
      done.push(taken.partition)
    }
    const onError = (thrown: unknown) => expect(thrown).toBeUndefined()
    const worker = startWorker({ ...queue, take }, settle, { concurrency: 1, pollMs: 3_600_000, onError })
    await expect.poll(() => done).toEqual([6])
    await worker.close(AbortSignal.abort())
  })

  // pg-boss looks for the dead by a clock of the database, ten seconds later at the earliest: the crash tests see it.
  if (engine === 'sqlite') {
    test('gives what a dead worker had to the next one, after its lease', async () => {
      await queue.enqueue(team, job, [5])
      const dead = await queue.take()
      at += 999
      expect(await second.take()).toBeUndefined()
      await dead?.extend()
      at += 999
      expect(await second.take()).toBeUndefined()
      at += 1
      const next = await second.take()
      expect(next?.partition).toBe(5)
      expect(await dead?.extend()).toBe(false)
      await next?.done()
    })

    test('lets a team with one piece of work pass one with many', async () => {
      await queue.enqueue(team, job, [0, 1, 2, 3])
      at += 1
      await queue.enqueue(other, job, [0])
      const order = [await queue.take(), await queue.take(), await queue.take()]
      expect(order.map((one) => one?.team)).toEqual([team, other, team])
      for (const one of order) await one?.done()
      await drain()
    })
  }
})

describe('the queue of an embedded store', async () => {
  const store = await testStore('sqlite', 'queue-places')
  const open = () => embeddedQueue({ store, now: () => new Date(), leaseMs: 60_000 })

  test('gives what a process had that is gone to the next one at once', async () => {
    const [queue, dead] = [open(), open()]
    await queue.enqueue(team, job, [4, 5])
    const [kept, lost] = [await queue.take(), await dead.take()]
    // As the system leaves it when a process ends: its lock is free, and what it had is still leased.
    await dead.close()
    const next = open()
    expect(await next.take()).toMatchObject({ partition: lost?.partition })
    expect(await next.take()).toBeUndefined()
    expect(await lost?.extend()).toBe(false)
    expect(await kept?.extend()).toBe(true)
    await next.close()
    await queue.close()
  })
})
