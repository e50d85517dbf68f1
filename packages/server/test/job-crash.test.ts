import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { insertDataset } from '../src/services/datasets/create-dataset.ts'
import { listJobs } from '../src/services/jobs/list-jobs.ts'
import { startJob } from '../src/services/jobs/start-job.ts'
import { openStore } from '../src/store/open-store.ts'
import { enginesAbove } from './above.ts'
import { jobServices, people, until } from './jobs.ts'
import { server } from './services.ts'
import { passSilence } from './silence.ts'
import { testKey, testRing, testSealer, testStoreConfig, testTeam } from './store.ts'

const program = join(import.meta.dirname, 'job-process.ts')

const asked = Number(process.env.UNDERSTUDY_JOB_KILLS ?? 2)
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 20261129)
/** On Postgres a dead worker is noticed after ten seconds, which pg-boss does not go below. */
const kills = { sqlite: asked, postgres: Math.ceil(asked / 10) }
const jobsOf = { sqlite: Math.max(4, Math.ceil(asked / 3)), postgres: Math.max(2, Math.ceil(asked / 20)) }

describe.each(enginesAbove)('workers that are killed on %s', async (engine) => {
  const config = await testStoreConfig(engine, 'job-crash')
  const store = await openStore(config, testRing)
  const services = await jobServices({ store, sealer: await testSealer(store), config, ring: testRing })
  const team = await testTeam(store)
  afterAll(async () => {
    await services.queue.close()
    await store.close()
  })

  const randomOf = (state: number) => () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const worker = async () => {
    const child = spawn(process.execPath, [program, JSON.stringify(config), testKey], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    return child
  }

  test('nothing is lost, nothing is published by half, nothing twice', {
    timeout: 120_000 + asked * 15_000,
  }, async () => {
    const random = randomOf(seed)
    const { id: dataset } = await insertDataset(services, server, team, { name: 'people', description: '' })
    const kind = services.kinds.get('generate')!
    const rows = (index: number) => 600 + 100 * (index % 5)
    for (let index = 0; index < jobsOf[engine]; index++) {
      const request = { dataset, schema: people, options: { rows: rows(index), seed: index } }
      await startJob(services, server, { team, kind, request })
    }
    for (let kill = 0; kill < kills[engine]; kill++) {
      const child = await worker()
      await pause(random() * 400)
      child.kill('SIGKILL')
      await once(child, 'exit')
      await passSilence(config)
      // At any moment: what is ready is whole, and is so because its job is completed.
      const seen = await store.readTeam(team, async (db) => ({
        versions: await db.selectFrom('versions').select(['version', 'status', 'rows']).execute(),
        completed: await db.selectFrom('jobs').select('result').where('status', '=', 'completed').execute(),
      }))
      const ready = seen.versions.filter(({ status }) => status === 'ready')
      expect(ready.map(({ version }) => version).sort()).toEqual(
        seen.completed.map(({ result }) => JSON.parse(result ?? '').version).sort(),
      )
      for (const version of ready) expect(version.rows).toBe(rows(version.version - 1))
    }
    const last = await worker()
    const jobs = await until(async () => {
      const found = await listJobs(services, server, {
        team,
        status: undefined,
        kind: undefined,
        before: undefined,
        limit: 50,
      })
      return found.jobs.every(({ status }) => status !== 'pending' && status !== 'running') && found.jobs
    })
    last.kill('SIGKILL')
    await once(last, 'exit')
    expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => 'completed'))
    const { versions, events, chunks } = await store.readTeam(team, async (db) => ({
      versions: await db.selectFrom('versions').selectAll().orderBy('version').execute(),
      events: await db.selectFrom('events').select('type').execute(),
      chunks: await db.selectFrom('chunks').select(['version', 'rows']).execute(),
    }))
    expect(versions.map(({ status, rows }) => ({ status, rows }))).toEqual(
      jobs.map((_, index) => ({ status: 'ready', rows: rows(index) })),
    )
    for (const [index, { version }] of versions.entries()) {
      const held = chunks.filter((chunk) => chunk.version === version)
      expect(held.reduce((sum, chunk) => sum + chunk.rows, 0)).toBe(rows(index))
    }
    for (const type of ['job.completed', 'dataset.published', 'job.started']) {
      expect(events.filter((event) => event.type === type)).toHaveLength(jobs.length)
    }
    expect(services.faults).toEqual([])
  })
})
