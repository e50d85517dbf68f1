import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { backUpBlobs, restoreBlobs } from '../src/blobs/back-up-blobs.ts'
import { databaseBlobs } from '../src/blobs/database-blobs.ts'
import { errorBodySchema } from '../src/errors/error-body.ts'
import { rows } from './requests.ts'
import { refuse, s3Credentials, testS3 } from './s3.ts'
import { testServer } from './server.ts'
import { engines, testKey } from './store.ts'

describe.each(engines)('a server on %s whose rows are in a bucket', async (engine) => {
  const s3 = await testS3()
  const config = {
    key: testKey,
    blobs: `s3://${s3.bucket}/rows/of-us`,
    s3: { ...s3Credentials, endpoint: s3.endpoint },
  }
  const server = await testServer(engine, { name: 'bucket', config })
  const team = await server.team()
  const { token } = await server.person({ [team]: 'admin' })
  const ask = (method: string, path: string, body?: unknown) =>
    server.ask(method, `/teams/${team}${path}`, { token, body })
  await ask('POST', '/datasets', { name: 'kept' })
  const upload = () =>
    server.app.request(`/api/teams/${team}/datasets/kept/versions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: rows,
    })
  const keys = async () => {
    const found: string[] = []
    for await (const { key } of s3.client.list('rows/')) found.push(key)
    return found
  }

  test('keeps them there, sealed, reads them back, and takes them away with their dataset', async () => {
    expect((await upload()).status).toBe(201)
    const [key, ...more] = await keys()
    expect([key?.startsWith(`rows/of-us/${team}/`), more.length]).toEqual([true, 0])
    const pieces: Uint8Array[] = []
    for await (const piece of (await s3.client.get(key ?? '')).bytes) pieces.push(piece)
    expect(Buffer.concat(pieces).includes('"id"')).toBe(false)
    const page = await ask('GET', '/datasets/kept/rows?limit=2')
    expect(page.body.rows).toEqual([{ id: 0 }, { id: 1 }])
  })

  test('says for now that it cannot, while the bucket does not answer, and publishes nothing by half', async () => {
    s3.meddle((_request, response) => refuse(response, 403, 'ExpiredToken'))
    const other = rows.replaceAll('id', 'other')
    const failed = await server.app.request(`/api/teams/${team}/datasets/kept/versions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: other,
    })
    const said = errorBodySchema.parse(await failed.json())
    expect([failed.status, said.errorCode]).toEqual([503, 'BLOBS_UNREACHABLE'])
    s3.meddle(() => false)
    expect((await ask('GET', '/datasets/kept')).body.publishedVersion).toBe(1)
    expect((await upload()).status).toBe(201)
    server.faults.length = 0
  })

  test('is backed up with what is in it, into blobs of another kind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-bucket-'))
    afterAll(() => rm(folder, { recursive: true, force: true }))
    const { store, blobs } = server.services
    expect(await backUpBlobs(store, blobs, folder)).toBe(0)
    const elsewhere = databaseBlobs(store, () => new Date())
    await restoreBlobs(store, elsewhere, folder)
    const { hash } = await store.readTeam(team, (db) => db.selectFrom('blobs').select('hash').executeTakeFirstOrThrow())
    expect(Buffer.compare(await elsewhere.get(team, hash), await blobs.get(team, hash))).toBe(0)
    expect((await ask('DELETE', '/datasets/kept')).status).toBe(204)
    expect(await keys()).toEqual([])
    expect(server.faults).toEqual([])
  })
})
