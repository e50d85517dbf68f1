import { afterAll, describe, expect, test } from 'vitest'
import { engines, testRing, testStoreConfig } from '../../test/store.ts'
import { openStore } from '../store/open-store.ts'
import { startPeriodic } from './periodic.ts'

describe.each(engines)('what is done again and again on %s', async (engine) => {
  const store = await openStore(await testStoreConfig(engine, 'periodic'), testRing)
  afterAll(() => store.close())

  test('is done by one of several at a time, and goes on after it failed', async () => {
    let [under, most, times] = [0, 0, 0]
    const failures: string[] = []
    const work = async () => {
      under += 1
      most = Math.max(most, under)
      times += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      under -= 1
      if (times === 2) throw new Error('no')
    }
    const options = { store, name: 'sweep', everyMs: 3, work, reportFailure: (name: string) => failures.push(name) }
    const all = [startPeriodic(options), startPeriodic(options)]
    await expect.poll(() => times).toBeGreaterThan(4)
    await Promise.all(all.map((one) => one.close()))
    expect([most, under, failures]).toEqual([1, 0, ['sweep']])
    const done = times
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(times).toBe(done)
  })

  test('is done soon for the first time where that is said', async () => {
    let times = 0
    const work = async () => {
      times += 1
    }
    const periodic = startPeriodic({ store, name: 'soon', everyMs: 1e9, firstMs: 1, work, reportFailure: () => {} })
    await expect.poll(() => times).toBe(1)
    await periodic.close()
  })

  test('is told to end when the server closes, and waited for', async () => {
    let ended = false
    let begun = false
    const periodic = startPeriodic({
      store,
      name: 'long',
      everyMs: 1,
      work: async (signal) => {
        begun = true
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        ended = true
      },
      reportFailure: () => {},
    })
    await expect.poll(() => begun).toBe(true)
    await periodic.close()
    expect(ended).toBe(true)
  })
})
