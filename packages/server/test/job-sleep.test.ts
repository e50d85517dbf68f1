import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { insertDataset } from '../src/services/datasets/create-dataset.ts'
import { startJob } from '../src/services/jobs/start-job.ts'
import { openStore } from '../src/store/open-store.ts'
import { enginesAbove } from './above.ts'
import { jobServices, people, until } from './jobs.ts'
import { server } from './services.ts'
import { passSilence } from './silence.ts'
import { testKey, testRing, testSealer, testStoreConfig, testTeam } from './store.ts'

const program = join(import.meta.dirname, 'job-process.ts')
/** One partition, which takes a worker longer than it takes to stop it. */
const rows = 60_000

describe.each(enginesAbove)('a worker that sleeps through its lease on %s', async (engine) => {
  const config = await testStoreConfig(engine, 'job-sleep')
  const store = await openStore(config, testRing)
  const opened = { store, sealer: await testSealer(store), config, ring: testRing }
  const services = await jobServices(opened, [], rows)
  const team = await testTeam(store)
  afterAll(async () => {
    await services.queue.close()
    await store.close()
  })
  const jobsNow = () => store.readTeam(team, (db) => db.selectFrom('jobs').selectAll().orderBy('created_at').execute())

  /** Not in the middle of a transaction, which in an embedded store keeps everybody waiting for as long as it lasts. */
  async function putToSleep(child: ChildProcess): Promise<void> {
    for (;;) {
      child.kill('SIGSTOP')
      const written = store.team(team, async () => true)
      if (await Promise.race([written, pause(300, false)])) return
      child.kill('SIGCONT')
      await written
    }
  }

  async function worker(): Promise<ChildProcess & { said(): string }> {
    const child = spawn(process.execPath, [program, JSON.stringify(config), testKey, String(rows)])
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString()
    })
    await once(child.stdout, 'data')
    return Object.assign(child, { said: () => said })
  }

  test('wakes to find it taken: what it has made counts for nothing, and it goes on with other work', {
    timeout: 120_000,
  }, async () => {
    const { id: dataset } = await insertDataset(services, server, team, { name: 'people', description: '' })
    const kind = services.kinds.get('generate')!
    const ask = (seed: number) =>
      startJob(services, server, { team, kind, request: { dataset, schema: people, options: { rows, seed } } })
    const sleeper = await worker()
    await ask(1)
    await until(async () => (await jobsNow())[0]?.status === 'running')
    await putToSleep(sleeper)
    expect((await jobsNow())[0]?.status).toBe('running')
    await passSilence(config)

    const other = await worker()
    await until(async () => (await jobsNow())[0]?.status === 'completed')
    other.kill('SIGKILL')
    await once(other, 'exit')
    sleeper.kill('SIGCONT')
    await ask(2)
    await until(async () => (await jobsNow())[1]?.status === 'completed')

    const seen = await store.readTeam(team, async (db) => ({
      versions: await db.selectFrom('versions').select(['version', 'status', 'rows']).orderBy('version').execute(),
      chunks: await db.selectFrom('chunks').select(['version', 'rows']).execute(),
      events: await db.selectFrom('events').select('type').execute(),
      partitions: await db.selectFrom('job_partitions').select(['partition', 'tries', 'status']).execute(),
    }))
    expect(seen.versions).toEqual([1, 2].map((version) => ({ version, status: 'ready', rows })))
    for (const version of [1, 2]) {
      const held = seen.chunks.filter((chunk) => chunk.version === version)
      expect(held.reduce((sum, chunk) => sum + Number(chunk.rows), 0)).toBe(rows)
    }
    for (const type of ['job.completed', 'dataset.published'])
      expect(seen.events.filter((event) => event.type === type)).toHaveLength(2)
    expect(seen.partitions.filter(({ tries }) => tries > 1)).toMatchObject([{ partition: 0, status: 'completed' }])
    expect(sleeper.said()).toBe('')
    expect(services.faults).toEqual([])
  })
})
