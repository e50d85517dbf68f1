import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '@understudy/sdk'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { startPostgres } from '../../../test/postgres.ts'
import { ended, environmentsConfig, planned, rowsIn, shopEnvironments } from './environments.ts'
import { until } from './jobs.ts'
import { testServer } from './server.ts'
import { shopPolicy } from './shop.ts'
import { testKey } from './store.ts'

/** `npm run test:full operations` copies a million, and kills ten more times. */
const rows = Number(process.env.UNDERSTUDY_PART_ROWS ?? 10_000)
const kills = Number(process.env.UNDERSTUDY_PART_KILLS ?? 0)
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 20261129)
/** So that there are some twenty parts, or some hundred. */
const chunkBytes = Math.max(64 * 1024, rows)
const silenceMs = 1500

const program = join(import.meta.dirname, 'clone-process.ts')

const takingOf = ({ taken_by, fence }: { taken_by: number | null; fence: number | null }) => `${taken_by}/${fence}`

describe('a clone that several workers copy', async () => {
  // What is stopped in the middle of a transaction keeps what any database of its server has deleted: nobody else's here.
  const postgres = await startPostgres(undefined, { own: true })
  afterAll(() => postgres.stop())
  const { environments } = await environmentsConfig()
  const server = await testServer('postgres', { name: 'clone-parts', config: { environments, role: 'api' } })
  const { ask, person, services, place } = server
  const storeUrl = place.engine === 'postgres' ? place.url : ''
  const team = await server.team()
  const { token } = await person({ [team]: 'admin' })
  const { live, copies } = await shopEnvironments(server, 'postgres', { team, rows, targets: 2, on: postgres.url })
  const [together, alone] = copies as [(typeof copies)[0], (typeof copies)[0]]
  await ask('POST', '/anonymization/policies', { token, body: { name: 'shop', policy: shopPolicy('postgres') } })

  async function worker(): Promise<ChildProcess & { said(): string }> {
    const config = { role: 'worker', key: testKey, environments, leaseSeconds: 10, databaseUrl: storeUrl }
    const child = spawn(process.execPath, [program, JSON.stringify(config), String(chunkBytes), String(silenceMs)])
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString()
    })
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => Promise.reject(new Error(said)))])
    return Object.assign(child, { said: () => said })
  }

  async function kill(child: ChildProcess): Promise<void> {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  /** Not in the middle of a transaction of the store, which keeps everybody waiting for as long as it lasts. */
  async function putToSleep(child: ChildProcess): Promise<void> {
    for (;;) {
      child.kill('SIGSTOP')
      await pause(500)
      const open = await rowsIn(
        storeUrl,
        `select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
          and now() - xact_start > interval '400 ms'`,
      )
      if (open.length === 0) return
      child.kill('SIGCONT')
      await pause(50)
    }
  }

  const partsNow = () => services.store.readTeam(team, (db) => db.selectFrom('clone_parts').selectAll().execute())
  const begun = async (target: string, more = {}) => {
    const asked = { token, team, source: live.name, target, policy: 'shop', more: { workers: 1, ...more } }
    const { request } = await planned(server, asked)
    const { body } = await ask('POST', '/clone', { token, body: request })
    return body as { readonly id: string; readonly job: string }
  }
  const content = async (url: string) => {
    const hash = createHash('sha256')
    for (const table of ['customers', 'orders'])
      for (const row of await rowsIn(url, `select * from ${table} order by id`)) hash.update(JSON.stringify(row))
    return hash.digest('hex')
  }

  /** Nobody writes customers until it is let go. */
  async function held(clone: string): Promise<() => void> {
    const { clone_id } = await services.store.readTeam(team, (db) =>
      db.selectFrom('clones').select('clone_id').where('id', '=', clone).executeTakeFirstOrThrow(),
    )
    const staged = `select datname as name from pg_database where datname like '%_${clone_id}'`
    const target = new URL(together.url)
    target.pathname = await until(async () => (await rowsIn(together.url, staged))[0]?.name as string | undefined)
    const staging = await connect(target.href, { maxConnections: 2 })
    const table = "select from pg_class where relname = 'customers'"
    await until(async () => (await staging.query(table)).length > 0)
    const letGo = new AbortController()
    await new Promise<void>((isHeld, failed) => {
      const holding = staging.transaction(async (session) => {
        await session.execute('lock table customers in access exclusive mode')
        isHeld()
        await once(letGo.signal, 'abort')
      })
      holding.catch(failed).finally(() => staging.close())
    })
    return () => letGo.abort()
  }

  test('is the clone that one makes, whichever of them is killed or sleeps in the middle, and takes its place once', {
    timeout: 300_000 + rows / 2 + kills * 30_000,
  }, async () => {
    const leader = await worker()
    const clone = await begun(together.name)
    const letGo = await held(clone.id)
    const known = new Set<string>()
    /** Who helps and was not known of before has a part. */
    const another = () =>
      until(async () => {
        const found = (await partsNow()).find((part) => part.taken_by && !part.is_done && !known.has(takingOf(part)))
        if (found) known.add(takingOf(found))
        return found && takingOf(found)
      })
    const dies = await worker()
    await another()
    await kill(dies)
    const sleeps = await worker()
    await another()
    await putToSleep(sleeps)
    const running = [leader, await worker()]
    const helps = await another()
    letGo()
    await until(async () => (await partsNow()).some((part) => part.is_done && takingOf(part) === helps))
    let random = seed
    for (let count = 0; count < kills; count++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0
      await pause((random / 2 ** 32) * 4000)
      const victim = random % running.length
      await kill(running[victim]!)
      running[victim] = await worker()
    }
    const { status, failure, verification, statistics } = await ended(server, token, clone.id)
    expect([status, failure]).toEqual(['completed', null])
    expect(verification.passed).toBe(true)
    expect(statistics).toMatchObject({ rows: 2 * rows, rowsMasked: rows })
    const copied = await content(together.url)
    // What slept wakes to find that nothing of what it had is its own.
    sleeps.kill('SIGCONT')
    const { id } = await begun(alone.name, { helpers: 0 })
    expect((await ended(server, token, id)).status).toBe('completed')
    expect(copied).toBe(await content(alone.url))
    expect(await content(together.url)).toBe(copied)
    expect([...running, sleeps].map((one) => one.said())).toEqual(['', '', ''])

    const seen = await services.store.readTeam(team, async (db) => ({
      parts: await db.selectFrom('clone_parts').select('id').execute(),
      ledger: await db.selectFrom('clone_ledger').select('id').execute(),
      promoted: await db.selectFrom('events').select('id').where('type', '=', 'clone.promoted').execute(),
      partitions: await db
        .selectFrom('job_partitions')
        .select(['partition', 'status', 'rows', 'fence'])
        .where('job_id', '=', clone.job)
        .orderBy('partition')
        .execute(),
    }))
    expect([seen.parts, seen.ledger]).toEqual([[], []])
    expect(seen.promoted).toHaveLength(2)
    expect(seen.partitions.map((one) => one.status)).toEqual(Array(5).fill('completed'))
    const [place, fence] = helps.split('/').map(Number)
    const { rows: shown, fence: last } = seen.partitions[place ?? -1] ?? {}
    // The end closes the place: one more. Whoever seemed silent on a busy machine lost it before, and the next counts anew.
    if (Number(last) === Number(fence) + 1) expect(Number(shown)).toBeGreaterThan(0)
    const { body: job } = await ask('GET', `/teams/${team}/jobs/${clone.job}`, { token })
    expect(job.usage.rows).toBe(2 * rows)
  })
})
