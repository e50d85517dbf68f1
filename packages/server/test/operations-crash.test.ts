import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { openAdmin } from '../src/admin/open-admin.ts'
import { verifyTrails } from '../src/admin/verify-trails.ts'
import { discardAbandoned } from '../src/services/datasets/discard-abandoned.ts'
import { enginesAbove } from './above.ts'
import { prepareOperations } from './crash/operations.ts'
import { start } from './crash/running.ts'
import { personsOf } from './persons.ts'
import { fillShop } from './shop.ts'
import { passSilence } from './silence.ts'
import { testKey, testStoreConfig } from './store.ts'

/** `npm run test:full operations` kills fifty times. */
const asked = Number(process.env.UNDERSTUDY_OPERATION_KILLS ?? 3)
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 20261129)
/** On Postgres a dead worker is waited for ten seconds, and pg-boss takes some more to notice. */
const kills = { sqlite: asked, postgres: Math.ceil(asked / 4) }
const rows = 400

describe.each(enginesAbove)(
  'a server that is killed in the middle of a refresh, a clone, an export, on %s',
  async (engine) => {
    const place = await testStoreConfig(engine, 'operations-crash')
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'understudy-operations-')))
    afterAll(() => rm(folder, { recursive: true, force: true }))
    const database = (name: string) =>
      engine === 'postgres' ? testDatabase(`crash ${name}`) : Promise.resolve(`sqlite:${join(folder, `${name}.db`)}`)
    const [live, copy] = [await database('live'), await database('copy')]
    const store = {
      key: testKey,
      leaseSeconds: 10,
      environments: { networks: ['127.0.0.1', '::1'], files: folder },
      connectors: { folder: join(folder, 'connectors') },
      ...(place.engine === 'sqlite' ? { data: place.folder } : { databaseUrl: place.url }),
    }

    test('loses nothing, shows nothing by half, and does nothing twice', {
      timeout: 180_000 + asked * 40_000,
    }, async () => {
      let random = seed
      const next = () => {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0
        return random / 2 ** 32
      }
      await fillShop(live, rows)
      let running = await start(store)
      await using admin = await openAdmin(store)
      const team = await personsOf(admin.services).team()
      const of = { admin, engine, team, live, copy, rows, folder: join(folder, 'connectors') }
      const operations = await prepareOperations(of, running.url)
      for (let kill = 0; kill < kills[engine]; kill++) {
        const operation = operations[(kill + 1) % operations.length]!
        const ended = await operation.begin(running.url)
        await pause(next() * 700)
        await running.kill()
        await passSilence(place)
        expect(running.failures, operation.name).toEqual([])
        await operation.look()
        running = await start(store)
        await operation.look()
        await ended()
        await operation.look()
      }
      console.info(`${kills[engine]} kills on ${engine}: everything was done once`)
      await running.stop()
      expect(running.failures).toEqual([])
      const trails = await verifyTrails(admin, undefined)
      expect(trails.filter(({ intact }) => !intact)).toEqual([])
      // What died between a version and the row of its job is nobody's: it goes when it is old enough to be sure of that.
      await discardAbandoned({ store: admin.services.store, now: () => new Date(Date.now() + 2 * 3_600_000) }, team)
      const left = await admin.services.store.readTeam(team, (db) =>
        db.selectFrom('versions').select('version').where('status', '=', 'hidden').execute(),
      )
      expect(left).toEqual([])
    })
  },
)
