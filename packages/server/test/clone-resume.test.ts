import { describe, expect, test } from 'vitest'
import { enginesAbove } from './above.ts'
import { start } from './crash/running.ts'
import { ended, environmentsConfig, jobEnded, planned, rowsIn, shopEnvironments } from './environments.ts'
import { until } from './jobs.ts'
import { testServer } from './server.ts'
import { shopPolicy } from './shop.ts'
import { passSilence } from './silence.ts'
import { testKey } from './store.ts'

const rows = 30_000

describe.each(enginesAbove)('a clone whose workers are killed, on %s', async (engine) => {
  const { environments } = await environmentsConfig()
  const server = await testServer(engine, { name: 'clone-resume', config: { environments, role: 'api' } })
  const { ask, person, services, place } = server
  const team = await server.team()
  const { token } = await person({ [team]: 'admin' })
  const { live, copy } = await shopEnvironments(server, engine, { team, rows })
  await ask('POST', '/anonymization/policies', { token, body: { name: 'shop', policy: shopPolicy(engine) } })
  const worker = () =>
    start({
      role: 'worker',
      key: testKey,
      environments,
      leaseSeconds: 10,
      ...(place.engine === 'sqlite' ? { data: place.folder } : { databaseUrl: place.url }),
    })
  const ledger = async (): Promise<string[]> => {
    const lines = await services.store.readTeam(team, (db) =>
      db.selectFrom('clone_ledger').select('lines_sealed').where('team_id', '=', team).orderBy('position').execute(),
    )
    return lines.map(({ lines_sealed }) => Buffer.from(lines_sealed).toString('hex'))
  }
  const tries = async (job: string): Promise<number> => {
    const found = await services.store.readTeam(team, (db) =>
      db.selectFrom('job_partitions').select('tries').where('job_id', '=', job).where('partition', '=', 0).execute(),
    )
    return Number(found[0]?.tries)
  }

  test('is gone on with by another process, from what the dead one had noted, and takes the place once', {
    timeout: 180_000,
  }, async () => {
    let running = await worker()
    const { request } = await planned(server, { token, team, source: live.name, target: copy.name, policy: 'shop' })
    const { body: clone } = await ask('POST', '/clone', { token, body: request })
    const target = () => rowsIn(copy.url, 'select email from customers').catch(() => undefined)
    const before = await until(async () => {
      const lines = await ledger()
      return lines.length > 2 && lines
    })
    await running.kill()
    await passSilence(place)
    expect(await target()).toBe(undefined)
    running = await worker()
    const after = await until(async () => (await tries(clone.job)) > 1 && ledger())
    // It was begun by one process and is ended by another: what the first had noted is there to both.
    expect(after.slice(0, before.length)).toEqual(before)
    const { failure, status } = await ended(server, token, clone.id)
    expect([status, failure]).toEqual(['completed', null])
    await running.stop()
    expect(running.failures).toEqual([])

    const found = await target()
    expect(found).toHaveLength(rows)
    expect(JSON.stringify(found?.slice(0, 100))).not.toContain('real.example')
    const { body: told } = await ask('GET', `/clone/${clone.id}`, { token })
    expect(told.statistics).toMatchObject({ rows: 2 * rows, rowsMasked: rows })
    expect(told.verification).toMatchObject({ passed: true })
    expect(await ledger()).toEqual([])
    const promoted = await services.store.readTeam(team, (db) =>
      db.selectFrom('events').select('id').where('type', '=', 'clone.promoted').execute(),
    )
    expect(promoted).toHaveLength(1)
    expect((await jobEnded(server, token, team, clone.job)).status).toBe('completed')
    const { body: environment } = await ask('GET', `/environments/${copy.id}`, { token })
    expect(environment).toMatchObject({ status: 'active', job: null })
  })
})
