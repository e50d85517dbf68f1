import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  assigned,
  connect,
  DatabaseContextManager,
  type DataNeeds,
  dataset,
  defineFactory,
  factories,
  lease,
  type Preparation,
  replay,
  UnderstudyError,
} from '@understudy/sdk'
import { afterAll, describe, expect, test } from 'vitest'
import { listen } from '../src/listen.ts'
import { enginesAbove } from './above.ts'
import { testServer } from './server.ts'

const tables = `create table users (id text primary key, name text, big integer);
create table notes (id integer primary key, author text not null references users (id))`
const prepare: Preparation = { key: tables, run: (database) => database.execute(tables) }

/** Beyond what a double holds. */
const big = '9007199254740993'
const ten = Array.from({ length: 10 }, (_, i) => `{"id":"u${i}","name":"User ${i}","big":${big}}\n`).join('')
const mixed = `{"_entity":"notes","id":1,"author":"u3"}\n{"_entity":"users","id":"u3","name":"Ada"}\n`

const users = defineFactory('users', { fields: { id: assigned(), name: 'nobody', big: 1 } })

describe.each(enginesAbove)('contexts of tests over a server on %s', async (engine) => {
  const server = await testServer(engine, { name: 'sdk' })
  const { url, close } = await listen(
    { host: '127.0.0.1', port: 0, proxies: [], insecureHttp: false, tls: undefined },
    server.app.fetch,
  )
  const team = await server.team()
  const { token } = await server.person({ [team]: 'admin' })
  const key = await server.key(team, ['datasets.read', 'leases.take', 'rows.reveal'])
  const reveal = true
  const ledger = await mkdtemp(join(tmpdir(), 'understudy-sdk-contexts-'))
  const manager = new DatabaseContextManager({ environment: {} })
  afterAll(async () => {
    await manager.close()
    await close()
    await rm(ledger, { recursive: true, force: true })
  })

  const setup = <Needs extends DataNeeds>(data: Needs, more: object = {}) =>
    manager.setupContext('database', {
      database: { url: 'sqlite::memory:', prepare },
      ledger: { folder: ledger },
      server: { url, team, key },
      data,
      ...more,
    })
  const send = async (path: string, body: string, type: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type }
    const answer = await fetch(`${url}/api/teams/${team}/datasets${path}`, { method: 'POST', headers, body })
    expect(answer.status, await answer.clone().text()).toBe(201)
  }
  const made = new Set<string>()
  const upload = async (name: string, rows: string, query = 'entity=users') => {
    if (!made.has(name)) await send('', JSON.stringify({ name }), 'application/json')
    made.add(name)
    await send(`/${name}/versions?format=ndjson&${query}`, rows, 'application/octet-stream')
  }
  const held = async () => (await server.ask('GET', `/teams/${team}/leases`, { token })).body.leases
  const failureOf = async (work: Promise<unknown>) => {
    const thrown: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (thrown instanceof UnderstudyError) return thrown
    throw new Error('an UnderstudyError was expected', { cause: thrown })
  }

  test('a dataset by its name, whole and in order, with every digit; a version by its number', async () => {
    await upload('shop', mixed, 'entityField=_entity')
    await using whole = await setup({ shop: dataset('shop', { reveal }) }, { required: ['shop'] })
    expect(await whole.database.query('select id, author from notes')).toEqual([{ id: 1, author: 'u3' }])

    await upload('people', '{"id":"old"}\n')
    await upload('people', ten)
    const data = { now: dataset('people', { filter: `id <> 'u0'`, reveal }), then: dataset('people', { version: 1 }) }
    await using context = await setup(data)
    expect((await context.testData.get('now')).users).toHaveLength(9)
    const [row] = await context.database.query(`select cast(big as text) as big from users where id = 'u7'`)
    expect(row).toEqual({ big })
    await context.testData.load('then')
    expect(await context.database.query(`select id from users where id in ('u0', 'old')`)).toEqual([{ id: 'old' }])

    await using database = await connect('sqlite::memory:')
    await database.execute(tables)
    const { tables: again } = await replay(context.replayToken, { database, server: { url, team, key } })
    expect(again).toEqual([{ table: 'users', rows: 10 }])
  })

  test('tests that run side by side never have the same row, and what they held is free when they are over', async () => {
    await upload('accounts', ten)
    const data = { mine: lease<{ id: string; big: bigint }>('accounts', { rows: 3, reveal }) }
    const contexts = await Promise.all([1, 2, 3].map((worker) => setup(data, { worker, name: `test ${worker}` })))
    const rows = await Promise.all(contexts.map((context) => context.testData.get('mine')))
    const ids = rows.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(9)
    expect(String(rows[0]?.[0]?.big)).toBe(big)
    expect((await held()).map(({ holder }: { holder: string }) => holder).sort()).toEqual([
      'test 1 (worker 1)',
      'test 2 (worker 2)',
      'test 3 (worker 3)',
    ])

    const none = await setup(data)
    const failed = await failureOf(none.testData.get('mine'))
    expect(failed.message).toContain('3 rows are asked for, and 1 are free (CONFLICT)')
    const waiting = await setup({ mine: lease('accounts', { rows: 3, wait: 30, reveal }) })
    const waited = waiting.testData.get('mine')
    for (const context of contexts) expect((await context.cleanup()).failures).toEqual([])
    expect(await waited).toHaveLength(3)
    await waiting.cleanup()
    await none.cleanup()
    expect(await held()).toEqual([])
  })

  test('factories make rows out of a lease', async () => {
    await upload('staff', ten)
    await using context = await setup({
      shop: factories({ users }, { rows: { users: lease('staff', { rows: 2, reveal }) } }),
    })
    const { users: people } = await context.testData.get('shop')
    await people.createMany(2, (index) => (index === 0 ? { name: 'Ada' } : {}))
    expect(await context.database.query('select id, name from users order by id')).toEqual([
      { id: 'u0', name: 'Ada' },
      { id: 'u1', name: 'User 1' },
    ])
  })

  test('rows with masks are no test data unless a test says so, and one that is refused holds none', async () => {
    await upload('masked', ten)
    for (const need of [lease('masked'), dataset('masked', { write: false })]) {
      await using context = await setup({ need })
      const failed = await failureOf(context.testData.get('need'))
      expect(failed.message).toContain('the server masks name')
      expect(failed.message).not.toContain('User 1')
    }
    expect(await held()).toEqual([])
    await using context = await setup({ need: lease('masked', { reveal: false }) })
    expect(await context.testData.get('need')).toMatchObject([{ id: 'u0', name: '***' }])
  })

  test('a key of another team, one without the right, and a dataset that there is none of: told apart and in words', async () => {
    const other = await server.team()
    const cases = [
      { settings: { url, team, key: await server.key(other, ['datasets.read', 'leases.take']) }, says: 'NOT_FOUND' },
      { settings: { url, team, key: await server.key(team, ['datasets.read']) }, says: 'FORBIDDEN' },
      { settings: { url, team, key: `${key.slice(0, -1)}~` }, says: 'UNAUTHENTICATED' },
      { settings: { url, team: 'nobody', key }, says: 'NOT_FOUND' },
    ]
    for (const { settings, says } of cases) {
      await using context = await setup({ mine: lease('people') }, { server: settings })
      const failed = await failureOf(context.testData.get('mine'))
      expect(failed.details).toMatchObject({ code: 'TEAM_SERVER_REFUSED' })
      expect(failed.message).toContain(`(${says})`)
      expect(failed.message).not.toContain(settings.key)
    }
    await using missing = await setup({ shop: dataset('nothing') })
    expect((await failureOf(missing.testData.get('shop'))).message).toContain('NOT_FOUND')
    expect(server.faults).toEqual([])
  })
})
