import { describe, expect, test } from 'vitest'
import { testStore } from '../../test/store.ts'
import { storeClock } from './store-clock.ts'

describe('the clock of a store', async () => {
  const [embedded, postgres] = [await testStore('sqlite', 'clock'), await testStore('postgres', 'clock')]
  const wrong = () => new Date('2001-02-03T04:05:06Z')

  test('is on Postgres that of its server, whatever the clock of a process shows', async () => {
    const clock = storeClock(postgres, wrong)
    const [first, second] = [await clock(), await clock()]
    // The server of the tests is on this machine.
    expect(Math.abs(first.getTime() - Date.now())).toBeLessThan(60_000)
    expect(second.getTime()).toBeGreaterThanOrEqual(first.getTime())
  })

  test('is that of the machine where the store is on it', async () => {
    expect(await storeClock(embedded, wrong)()).toEqual(wrong())
  })
})
