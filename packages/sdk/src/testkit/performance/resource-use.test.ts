import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { collect, settledMemory } from '../../../test/settled-memory.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { resourceUse } from './resource-use.ts'

test('what others left to be collected does not hide what work came to hold', async () => {
  await using client = await DatabaseTestClient.open({ databaseUrl: 'sqlite::memory:' })
  const mb = 2 ** 20
  await settledMemory()
  let left: Uint8Array | undefined = new Uint8Array(64 * mb)
  const { result, use } = await resourceUse(client, { memoryUsageLimitMb: 4 }, async () => {
    left = undefined
    const before = process.memoryUsage().external
    // What is collected is freed by another thread, soon; then it is looked at.
    while (process.memoryUsage().external > before - 60 * mb) {
      collect()
      await sleep(10)
    }
    await sleep(100)
    return new Uint8Array(8 * mb)
  })
  expect([left, result.length]).toEqual([undefined, 8 * mb])
  expect(use.peakMemory).toBeGreaterThan(7.5 * mb)
  expect(use.problems).toEqual([expect.stringMatching(/^memoryUsageLimitMb: \d+(\.\d+)? MB is over the limit of 4/)])
})
