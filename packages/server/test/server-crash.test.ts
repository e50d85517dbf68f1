import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openAdmin } from '../src/admin/open-admin.ts'
import { verifyTrails } from '../src/admin/verify-trails.ts'
import { insertKey } from '../src/services/keys/create-key.ts'
import { Acknowledged } from './crash/acknowledged.ts'
import { asked, load, type Target } from './crash/load.ts'
import { Standing } from './crash/standing.ts'
import { until } from './jobs.ts'
import { personsOf } from './persons.ts'
import { engines, testKey, testStoreConfig } from './store.ts'

const program = join(import.meta.dirname, 'crash', 'server-process.ts')
const unlimited = { burst: 1e12, perSecond: 1 }

const asks = Number(process.env.UNDERSTUDY_SERVER_KILLS ?? 5)
const poolRows = 5000 + asks * 500
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 20261129)
/** On Postgres a server takes longer to come back, for its queue has a process of its own to set up. */
const kills = { sqlite: asks, postgres: Math.ceil(asks / 3) }

interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** Its exit code, and the signal that ended it. */
  readonly exited: Promise<unknown[]>
}

describe.each(engines)('a server that is killed on %s', async (engine) => {
  const place = await testStoreConfig(engine, 'server-crash')
  const store = { key: testKey, ...(place.engine === 'sqlite' ? { data: place.folder } : { databaseUrl: place.url }) }
  const config = { ...store, port: 0, rates: { caller: unlimited, network: unlimited } }
  const failures: string[] = []

  const spawned = () =>
    spawn(process.execPath, [program, JSON.stringify(config)], { stdio: ['ignore', 'pipe', 'pipe'] })

  /** Killed before it serves, in the middle of what it does at its start. */
  async function startAndKill(afterMs: number): Promise<void> {
    const child = spawned()
    await pause(afterMs)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async function start(): Promise<Running> {
    const child = spawned()
    child.stderr.on('data', (data: Buffer) => failures.push(data.toString()))
    const exited = once(child, 'exit')
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = exited.then(([code]) => Promise.reject(new Error(`it ended with ${code}: ${failures}`)))
    const [said]: Buffer[] = await Promise.race([once(child.stdout, 'data'), ended])
    ended.catch(() => {})
    return { child, url: String(said).trim(), exited }
  }

  test('has everything that it acknowledged, and nothing by half', { timeout: 120_000 + asks * 20_000 }, async () => {
    let random = seed
    const next = () => {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0
      return random / 2 ** 32
    }
    let running = await start()
    await using admin = await openAdmin(store)
    const { services } = admin
    const { team: newTeam, person } = personsOf(services)
    const team = await newTeam()
    const key = await services.store.system((tx) =>
      insertKey(services, tx, {
        name: 'load',
        scopes: ['datasets.read', 'datasets.write', 'jobs.start', 'jobs.read', 'leases.take'],
        days: 2,
        team,
        createdBy: 'system',
      }),
    )
    const target = async (): Promise<Target> => ({
      url: running.url,
      team,
      key: key.text,
      admin: (await person({ [team]: 'admin' })).token,
    })
    const acknowledged = new Acknowledged()
    const { uploads, jobs, leases, released, keys, revoked } = acknowledged
    const kinds = [uploads, jobs, leases, released, keys, revoked]
    const standing = new Standing(services.store, acknowledged)
    const first = await target()
    for (const name of ['uploads', 'pool']) await asked(first, 'POST', '/datasets', 201, { json: { name } })
    const pool = Array.from({ length: poolRows }, (_, id) => `{"id":${id}}\n`).join('')
    await asked(first, 'POST', '/datasets/pool/versions', 201, { body: pool })
    const one = await asked(first, 'POST', '/datasets/uploads/versions', 201, { body: '{"tag":"first","of":1}\n' })
    uploads.set(one.version, { tag: 'first', rows: 1, contentHash: one.contentHash })

    for (let kill = 0; kill < kills[engine]; kill++) {
      const loading = load(await target(), acknowledged, next)
      // However slow the machine is: before the first kill there is something of each kind to lose.
      let isOver = false
      const some = until(async () => isOver || kinds.every((kind) => kind.size > 0))
      try {
        await Promise.race([some.then(() => pause(50 + next() * 1500)), loading])
      } finally {
        isOver = true
      }
      running.child.kill('SIGKILL')
      expect(await running.exited, `${failures}`).toEqual([null, 'SIGKILL'])
      await loading
      if (next() < 0.25) await startAndKill(300 + next() * 1500)
      running = await start()
      await standing.verify(await target())
    }
    // A worker that is dead is waited for half a minute on Postgres: job-crash.test.ts does, with a shorter lease.
    if (engine === 'sqlite' || asks >= 20) await until(async () => standing.jobsAreDone(await target()))
    await standing.verify(await target())
    expect(await verifyTrails(admin, undefined)).toEqual([
      expect.objectContaining({ of: null, intact: true }),
      expect.objectContaining({ intact: true }),
    ])
    console.info(
      `${kills[engine]} kills on ${engine}: acknowledged and there were ${uploads.size} uploads, ${jobs.size} jobs, ${leases.size + released.size} leases, ${keys.size + revoked.size} keys`,
    )
    running.child.kill('SIGTERM')
    await running.exited
    expect(failures).toEqual([])
  })
})
