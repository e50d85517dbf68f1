import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openAdmin } from '../src/admin/open-admin.ts'
import { verifyTrails } from '../src/admin/verify-trails.ts'
import { enginesAbove } from './above.ts'
import { load } from './crash/load.ts'
import { prepare } from './crash/prepare.ts'
import { start, startAndKill } from './crash/running.ts'
import { Standing } from './crash/standing.ts'
import { until } from './jobs.ts'
import { testKey, testStoreConfig } from './store.ts'

const asks = Number(process.env.UNDERSTUDY_SERVER_KILLS ?? 2)
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 20261129)
/** On Postgres a server takes longer to come back, for its queue has a process of its own to set up. */
const kills = { sqlite: asks, postgres: Math.ceil(asks / 3) }

describe.each(enginesAbove)('a server that is killed on %s', async (engine) => {
  const place = await testStoreConfig(engine, 'server-crash', { isNew: true })
  const store = { key: testKey, ...(place.engine === 'sqlite' ? { data: place.folder } : { databaseUrl: place.url }) }

  test('has everything that it acknowledged, and nothing by half', { timeout: 120_000 + asks * 20_000 }, async () => {
    let random = seed
    const next = () => {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0
      return random / 2 ** 32
    }
    const failures: string[] = []
    let running = await start(store)
    await using admin = await openAdmin(store)
    const { acknowledged, target } = await prepare(admin, running.url, 5000 + asks * 500)
    const standing = new Standing(admin.services.store, acknowledged)

    for (let kill = 0; kill < kills[engine]; kill++) {
      const loading = load(await target(running.url), acknowledged, next)
      // However slow the machine is: before the first kill there is something of each kind to lose.
      let isOver = false
      const some = until(async () => isOver || acknowledged.isComplete)
      try {
        await Promise.race([some.then(() => pause(50 + next() * 1500)), loading])
      } finally {
        isOver = true
      }
      await running.kill()
      await loading
      failures.push(...running.failures)
      if (kill === 0 || next() < 0.25) await startAndKill(store, 300 + next() * 1500)
      running = await start(store)
      await standing.verify(await target(running.url))
    }
    // A worker that is dead is waited for half a minute on Postgres: job-crash.test.ts does, with a shorter lease.
    if (engine === 'sqlite' || asks >= 20) await until(async () => standing.jobsAreDone(await target(running.url)))
    await standing.verify(await target(running.url))
    expect(await verifyTrails(admin, undefined)).toEqual([
      expect.objectContaining({ of: null, intact: true }),
      expect.objectContaining({ intact: true }),
    ])
    console.info(`${kills[engine]} kills on ${engine}: acknowledged and there were ${acknowledged.text}`)
    await running.stop()
    expect([...failures, ...running.failures]).toEqual([])
  })
})
