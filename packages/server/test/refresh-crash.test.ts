import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { validateKind } from '../src/services/jobs/kinds/validate.ts'
import { startGeneration } from '../src/services/jobs/start-generation.ts'
import { putRules } from '../src/services/quality/put-rules.ts'
import { findRefresh } from '../src/services/refresh/refresh.ts'
import { startRefresh } from '../src/services/refresh/start-refresh.ts'
import { openStore } from '../src/store/open-store.ts'
import { enginesAbove } from './above.ts'
import { jobServices, people, until } from './jobs.ts'
import { server } from './services.ts'
import { passSilence } from './silence.ts'
import { testKey, testRing, testSealer, testStoreConfig, testTeam } from './store.ts'

const program = join(import.meta.dirname, 'refresh-process.ts')
/** Deaths at random moments, beside those at points that matter, and with them at all such; on Postgres each costs a lease of ten seconds. */
const asked = Number(process.env.UNDERSTUDY_REFRESH_KILLS ?? 0)
const certain = {
  sqlite: ['flip before', 'flip after', ...(asked > 0 ? ['part before', 'part after'] : [])],
  postgres: ['flip before', 'part after'],
} satisfies Record<string, string[]>
const randomly = { sqlite: asked, postgres: Math.floor(asked / 5) } as const
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 20261129)

describe.each(enginesAbove)('refreshes whose process is killed on %s', async (engine) => {
  const config = await testStoreConfig(engine, 'refresh-crash')
  const store = await openStore(config, testRing)
  const base = await jobServices({ store, sealer: await testSealer(store), config, ring: testRing })
  const services = { ...base, kinds: new Map([...base.kinds, ['validate', validateKind(base)]]) }
  const team = await testTeam(store)
  const children = new Set<ChildProcess>()
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await services.queue.close()
    await store.close()
  })

  const worker = async (dies = 'never') => {
    const child = spawn(process.execPath, [program, JSON.stringify(config), testKey, dies], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  const killed = async (child: ChildProcess) => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const pointers = async (a: string, b: string) => {
    const rows = await store.readTeam(team, (db) =>
      db.selectFrom('datasets').select(['id', 'published_version']).where('id', 'in', [a, b]).execute(),
    )
    return [a, b].map((one) => Number(rows.find(({ id }) => id === one)?.published_version))
  }
  const ended = (id: string) =>
    until(async () => {
      const found = await store.readTeam(team, (db) => findRefresh(db, team, id))
      return found.state !== 'running' && found
    })
  const generated = async (dataset: string) => {
    const job = await startGeneration(services, server, {
      team,
      dataset,
      schema: people,
      options: { rows: 300, seed: 1 },
    })
    return until(async () => {
      const row = await store.readTeam(team, (db) =>
        db.selectFrom('jobs').select('result').where('id', '=', job.id).executeTakeFirst(),
      )
      return row?.result ? String(JSON.parse(row.result).dataset) : undefined
    })
  }

  test('it is gone on with by the next, and its set is published whole, once, or not at all', {
    timeout: 180_000 + asked * 60_000,
  }, async () => {
    const first = await worker()
    const [a, b] = [await generated('a'), await generated('b')]
    await killed(first)
    const rule = { type: 'rowCount', id: 'enough', entity: 'people', min: 1 }
    const rules = { kind: 'understudy.quality-rules', version: 1, completenessRules: [rule] }
    const gate = { refuse: 'failed', strict: false, minScore: null } as const
    await putRules(services, server, { team, dataset: b, rules, gate, samples: { rows: 0, days: 1 } })
    let random = seed
    const points = [...certain[engine], ...Array<string>(randomly[engine]).fill('random')]
    for (const [turn, point] of points.entries()) {
      const before = turn + 1
      const { refresh } = await startRefresh(services, server, { team, datasets: [a, b], seed: 'new' })
      const dying = await worker(point === 'random' ? 'never' : point)
      if (point === 'random') {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0
        await once(dying.stdout!, 'data')
        await pause((random / 2 ** 32) * 600)
        await killed(dying)
      } else await once(dying, 'exit')
      await passSilence(config)
      // Whatever it was about: both are what they were, or both are new.
      const [one, other] = await pointers(a, b)
      expect([one, point]).toEqual([other, point])
      const { state } = await store.readTeam(team, (db) => findRefresh(db, team, String(refresh)))
      expect(state === 'published').toBe(one === before + 1)
      if (point === 'flip before') expect(one).toBe(before)
      if (point === 'flip after') expect(one).toBe(before + 1)
      const next = await worker()
      expect(await ended(String(refresh))).toMatchObject({ state: 'published' })
      await killed(next)
      expect(await pointers(a, b)).toEqual([before + 1, before + 1])
    }
    const { ready, told } = await store.readTeam(team, async (db) => ({
      ready: await db.selectFrom('versions').select(['version', 'rows']).where('status', '=', 'ready').execute(),
      told: await db.selectFrom('events').select('type').where('type', '=', 'refresh.published').execute(),
    }))
    // Nothing twice, and nothing by half.
    expect(ready).toHaveLength(2 * (points.length + 1))
    expect(ready.every(({ rows }) => Number(rows) === 300)).toBe(true)
    expect(told).toHaveLength(points.length)
    expect(services.faults).toEqual([])
  })
})
