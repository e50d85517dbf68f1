import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { isFull } from '../../../test/full.ts'
import { backUp } from '../src/admin/back-up.ts'
import { openAdmin } from '../src/admin/open-admin.ts'
import { restore } from '../src/admin/restore.ts'
import { verifyTrails } from '../src/admin/verify-trails.ts'
import { load } from './crash/load.ts'
import { prepare } from './crash/prepare.ts'
import { start } from './crash/running.ts'
import { Standing } from './crash/standing.ts'
import { until } from './jobs.ts'
import { engines, testKey, testStoreConfig } from './store.ts'

const others = { sqlite: 'postgres', postgres: 'sqlite' } as const

async function placeOf(engine: (typeof engines)[number], name: string) {
  const place = await testStoreConfig(engine, name, { isNew: true })
  return { key: testKey, ...(place.engine === 'sqlite' ? { data: place.folder } : { databaseUrl: place.url }) }
}

/** Each pair of stores has tests in src/store/back-up/: here the server that is used and killed has a Postgres. */
const backedUp = isFull ? engines : (['postgres'] as const)

describe.each(backedUp)('a backup that is made of a server on %s while it is used', async (engine) => {
  const [from, to] = [await placeOf(engine, 'backed-up'), await placeOf(others[engine], 'restored-to')]
  const folder = await mkdtemp(join(tmpdir(), 'understudy-backup-'))
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test(`has all that was acknowledged before, and is served on ${others[engine]}`, { timeout: 120_000 }, async () => {
    const server = await start(from)
    await using admin = await openAdmin(from)
    const { acknowledged, target } = await prepare(admin, server.url, 5000)
    const loading = load(await target(server.url), acknowledged, Math.random)
    await Promise.race([until(async () => acknowledged.isComplete).then(() => pause(500)), loading])
    const before = acknowledged.copy()
    await backUp(admin, join(folder, 'backup'))
    const expected = acknowledged.since(before)
    await server.kill()
    await loading

    await restore(to, join(folder, 'backup'))
    const again = await start(to)
    await using restored = await openAdmin(to)
    const standing = new Standing(restored.services.store, expected)
    const there = await target(again.url, restored.services)
    await standing.verify(there)
    await until(() => standing.jobsAreDone(there))
    expect(await verifyTrails(restored, undefined)).toEqual([
      expect.objectContaining({ of: null, intact: true }),
      expect.objectContaining({ intact: true }),
    ])
    await again.stop()
    expect(again.failures).toEqual([])
  })
})
