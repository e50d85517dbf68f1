import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { people } from '../app.ts'
import { gate } from '../gate.ts'
import { testServer } from '../server.ts'
import { testStoreConfig } from '../store.ts'
import { cableTo } from './cable.ts'

describe('a server whose database vanishes', async () => {
  const place = await testStoreConfig('postgres', 'vanishing')
  const cable = await cableTo(place.engine === 'postgres' ? place.url : '')
  afterAll(() => cable.pull())
  const server = await testServer('postgres', { name: 'unused', config: { databaseUrl: cable.url } })
  await server.work()
  const slug = 'vanishing'
  const team = await server.team(slug)
  const { token } = await server.person({ [team]: 'admin' })
  const ask = (method: string, path: string, body?: unknown) =>
    server.ask(method, `/teams/${slug}${path}`, { token, body })
  const upload = (body: ReadableStream<Uint8Array> | string) =>
    server.app.request(`/api/teams/${slug}/datasets/kept/versions?primaryKey=id`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
      duplex: 'half',
    } as RequestInit)
  const rowsOf = async () => (await ask('GET', '/datasets/kept/rows')).body.rows
  const operation = async (path: string) => (await server.app.request(path)).status
  const back = { timeout: 30_000, interval: 100 }

  test('says so, loses nothing that it acknowledged, and goes on by itself when it is back', {
    timeout: 90_000,
  }, async () => {
    await ask('POST', '/datasets', { name: 'kept' })
    expect((await upload('{"id":1}\n')).status).toBe(201)

    let told = ''
    const stream = await server.app.request(`/api/events?team=${slug}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const reader = stream.body!.getReader()
    const reading = (async () => {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) told += Buffer.from(piece.value)
    })()
    const [half, rest] = [gate(), gate()]
    const broken = upload(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(Buffer.from('{"id":2}\n'))
          half.open()
          await rest.opened
          controller.enqueue(Buffer.from('{"id":3}\n'))
          controller.close()
        },
      }),
    )
    await half.opened

    cable.pull()
    // Whoever works looks for something to do meanwhile, in vain.
    await pause(100)
    const away = { status: 503, body: { errorCode: 'STORE_UNREACHABLE' } }
    expect(await ask('GET', '/datasets')).toMatchObject(away)
    expect(await ask('GET', '/datasets/kept/rows')).toMatchObject(away)
    expect(await ask('POST', '/datasets', { name: 'lost' })).toMatchObject(away)
    expect(await operation('/healthz')).toBe(200)
    expect(await operation('/readyz')).toBe(503)
    rest.open()
    expect((await broken).status).toBe(503)

    await cable.plugIn()
    await expect.poll(async () => (await ask('GET', '/datasets')).status, back).toBe(200)
    await expect.poll(() => operation('/readyz'), back).toBe(200)
    expect(await rowsOf()).toEqual([{ id: 1 }])
    expect((await ask('GET', '/datasets/lost')).status).toBe(404)
    expect((await upload('{"id":4}\n')).status).toBe(201)
    expect(await rowsOf()).toEqual([{ id: 4 }])
    const { id: job } = (await ask('POST', '/generate', { dataset: 'made', schema: people, rows: 40 })).body
    await expect
      .poll(async () => (await ask('GET', `/jobs/${job}`)).body.status, { timeout: 30_000, interval: 200 })
      .toBe('completed')
    expect((await ask('GET', '/datasets/made/rows?limit=1')).status).toBe(200)
    // The reader of events is still there, and has missed nothing.
    await expect.poll(() => told, back).toContain('job.completed')
    expect(told.match(/event: dataset.published/g)).toHaveLength(2)
    await reader.cancel()
    await reading
    const verified = await server.ask('GET', `/audit/verify?team=${slug}`, { token })
    expect(verified.body).toMatchObject({ intact: true })
  })

  test('and tells whoever runs it nothing but that', () => {
    expect(server.faults.length).toBeGreaterThan(0)
    const others = server.faults.filter((fault) => !/reach|connect|terminat/i.test(String(fault)))
    expect(others).toEqual([])
  })
})
