import { createHash } from 'node:crypto'
import { generateData } from '@understudy/sdk'
import { expect, test } from 'vitest'
import { openAdmin } from '../src/admin/open-admin.ts'
import { insertKey } from '../src/services/keys/create-key.ts'
import { asked } from './crash/load.ts'
import { type Running, start } from './crash/running.ts'
import { until } from './jobs.ts'
import { personsOf } from './persons.ts'
import { growSilent } from './silence.ts'
import { testKey, testStoreConfig } from './store.ts'

/** `npm run test:full operations` makes ten million. */
const rows = Number(process.env.UNDERSTUDY_SCALE_ROWS ?? 200_000)
const place = await testStoreConfig('postgres', 'scale-out')
const store = { databaseUrl: place.engine === 'postgres' ? place.url : '', key: testKey, leaseSeconds: 10 }
const schema = {
  entities: [
    {
      name: 'customers',
      fields: { id: 'sequence', name: 'full-name', email: 'email', city: 'city' },
      primaryKey: ['id'],
    },
  ],
}

test('three servers on one Postgres, one of them killed in the middle: the bytes that one process makes, once', {
  timeout: 120_000 + rows / 10,
}, async () => {
  const servers = await Promise.all([start(store), start(store), start(store)])
  const [first] = servers as [Running, Running, Running]
  await using admin = await openAdmin(store)
  const { services } = admin
  const team = await personsOf(services).team()
  const scopes = ['datasets.read', 'datasets.write', 'jobs.start', 'jobs.read'] as const
  const key = await services.store.system((tx) =>
    insertKey(services, tx, { name: 'scale', scopes, days: 2, team, createdBy: 'system' }),
  )
  const target = { url: first.url, team, key: key.text, admin: '' }
  const json = { dataset: 'customers', schema, rows, seed: 7 }
  const { id: job } = await asked(target, 'POST', '/generate', 202, { json })
  const partitions = () =>
    services.store.readTeam(team, (db) =>
      db.selectFrom('job_partitions').selectAll().where('job_id', '=', job).orderBy('partition').execute(),
    )

  // More of them are under way than two servers do at once: the third has some of it, whichever that is.
  await until(async () => (await partitions()).filter(({ status }) => status === 'running').length > 4)
  await servers[2]?.kill()
  // With ten million each lease runs out by itself.
  if (rows < 1_000_000) await growSilent(place)
  const [done] = await until(async () => {
    const found = await services.store.readTeam(team, (db) => db.selectFrom('jobs').selectAll().execute())
    return found[0]?.status !== 'pending' && found[0]?.status !== 'running' && found
  })
  expect(done?.status).toBe('completed')
  const tries = (await partitions()).map((one) => one.tries)
  expect(Math.max(...tries)).toBeGreaterThan(1)

  const alone = createHash('sha256')
  for await (const bytes of generateData(schema, { rows, seed: 7, format: 'ndjson' })) alone.update(bytes)
  const together = createHash('sha256')
  const from = `${target.url}/api/teams/${team}/datasets/customers/export?format=ndjson`
  const { body } = await fetch(from, { headers: { authorization: `Bearer ${key.text}` } })
  if (body === null) throw new Error('the export has no body')
  for await (const bytes of body) together.update(bytes)
  expect(together.digest('hex')).toBe(alone.digest('hex'))

  const { versions, chunks, events } = await services.store.readTeam(team, async (db) => ({
    versions: await db.selectFrom('versions').select(['version', 'status', 'rows']).execute(),
    chunks: await db.selectFrom('chunks').select(['first_row', 'rows']).orderBy('first_row').execute(),
    events: await db.selectFrom('events').select('type').execute(),
  }))
  expect(versions).toEqual([{ version: 1, status: 'ready', rows }])
  let next = 0
  for (const chunk of chunks) {
    expect(Number(chunk.first_row)).toBe(next)
    next += Number(chunk.rows)
  }
  expect(next).toBe(rows)
  for (const type of ['job.started', 'job.completed', 'dataset.published'])
    expect(events.filter((event) => event.type === type)).toHaveLength(1)
  for (const running of servers.slice(0, 2)) {
    await running.stop()
    expect(running.failures).toEqual([])
  }
})
