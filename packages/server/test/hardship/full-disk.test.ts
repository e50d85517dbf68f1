import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { people } from '../app.ts'
import { until } from '../jobs.ts'
import { testServer } from '../server.ts'
import { smallDisk } from './small-disk.ts'

const disk = await smallDisk(24)

describe.skipIf(!disk).each([
  ['in its store', false],
  ['in files', true],
] as const)('a server whose disk is full, with blobs %s', async (_where, inFiles) => {
  if (!disk) return
  const data = join(disk.folder, inFiles ? 'files' : 'store')
  const config = { data, ...(inFiles ? { blobs: join(data, 'blobs') } : {}) }
  const server = await testServer('sqlite', { name: 'unused', config })
  await server.work()
  const slug = inFiles ? 'files' : 'store'
  const team = await server.team(slug)
  const { token } = await server.person({ [team]: 'admin' })
  const ask = (method: string, path: string, body?: unknown) =>
    server.ask(method, `/teams/${slug}${path}`, { token, body })
  const upload = async (rows: number) => {
    const lines = Array.from({ length: rows }, (_, id) => `{"id":${id},"noise":"${crypto.randomUUID()}"}\n`)
    const answer = await server.app.request(`/api/teams/${slug}/datasets/kept/versions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: lines.join(''),
    })
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }

  test('takes no blob of the last room, which is for reading and for what makes room', async () => {
    await ask('POST', '/datasets', { name: 'kept' })
    expect((await upload(10)).status).toBe(201)
    await disk.fill(400 * 1024)
    for (const rows of [20_000, 5000, 2000, 500, 100, 100])
      expect(await upload(rows)).toMatchObject({ status: 507, body: { errorCode: 'STORE_FULL' } })
    expect((await ask('GET', '/datasets/kept/rows')).body.rows).toHaveLength(10)
    const { id } = (await ask('POST', '/datasets', { name: 'short' })).body
    expect((await ask('PATCH', `/datasets/${id}`, { archived: true })).status).toBe(200)
    await disk.makeRoom()
    expect((await upload(10)).status).toBe(201)
    await ask('DELETE', '/datasets/kept')
  })

  if (!inFiles) {
    test('takes blobs where others have left room in its file', async () => {
      const { blobs } = server.services
      const hash = (digit: number) => `${digit}`.repeat(64)
      const noise = (bytes: number) => randomBytes(bytes)
      await blobs.put(team, hash(1), noise(2 ** 20))
      await blobs.delete(team, [hash(1)])
      await disk.fill(400 * 1024)
      await blobs.put(team, hash(2), noise(2 ** 18))
      await expect(blobs.put(team, hash(3), noise(2 ** 20))).rejects.toMatchObject({ code: 'STORE_FULL' })
      await disk.makeRoom()
      await blobs.delete(team, [hash(2)])
    })
  }

  test('refuses what it has no room for, keeps what it has, and goes on when there is room', async () => {
    await ask('POST', '/datasets', { name: 'kept' })
    expect((await upload(10)).status).toBe(201)
    await disk.fill(0)
    const full = { status: 507, body: { errorCode: 'STORE_FULL' } }
    expect(await upload(20_000)).toMatchObject(full)
    expect(await ask('POST', '/datasets', { name: 'lost' })).toMatchObject(full)
    expect(await ask('POST', '/generate', { dataset: 'lost', schema: people, rows: 10 })).toMatchObject(full)
    // What is told is in the trail, or it is not told.
    expect(await ask('GET', '/datasets/kept/rows')).toMatchObject(full)
    expect((await ask('GET', '/datasets')).status).toBe(200)
    expect((await server.app.request('/healthz')).status).toBe(200)

    await disk.makeRoom()
    expect((await ask('GET', '/datasets/kept/rows')).body.rows).toHaveLength(10)
    expect((await ask('GET', '/datasets')).body.datasets).toHaveLength(1)
    const { body: made } = await upload(30)
    expect(made).toMatchObject({ rows: 30 })
    const { versions } = (await ask('GET', '/datasets/kept/versions')).body
    expect(versions.filter(({ status }: { status: string }) => status === 'ready')).toHaveLength(2)
    const { id: job } = (await ask('POST', '/generate', { dataset: 'made', schema: people, rows: 10 })).body
    await until(async () => (await ask('GET', `/jobs/${job}`)).body.status === 'completed')
    const { body: verified } = await server.ask('GET', `/audit/verify?team=${slug}`, { token })
    expect(verified).toMatchObject({ intact: true })
    const others = server.faults.filter((fault) => !/STORE_FULL|no room/.test(JSON.stringify(fault) + String(fault)))
    expect(others).toEqual([])
  })
})

afterAll(() => disk?.remove())
