import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { refuse, testS3 } from '../../test/s3.ts'
import { testStore, testTeam } from '../../test/store.ts'
import type { BlobStore } from './blob-store.ts'
import { databaseBlobs } from './database-blobs.ts'
import { fileBlobs } from './file-blobs.ts'
import { s3Blobs } from './s3-blobs.ts'

const newHash = () => randomBytes(32).toString('hex')
const folder = await mkdtemp(join(tmpdir(), 'understudy-blobs-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
let clock = new Date('2026-01-02T03:04:05Z')
const now = () => clock

const s3 = await testS3()

/** What the store of objects takes for the time: that of the test. */
async function clockOfS3(): Promise<void> {
  const all = await readdir(s3.folder, { recursive: true, withFileTypes: true })
  for (const { parentPath, name } of all.filter((one) => one.isFile() && one.name.endsWith('_object'))) {
    const file = join(parentPath, name)
    if ((await stat(file)).mtimeMs > Date.now() - 60_000) await utimes(file, clock, clock)
  }
}

function timed(blobs: BlobStore): BlobStore {
  return {
    ...blobs,
    async put(...given) {
      await blobs.put(...given)
      await clockOfS3()
    },
  }
}

const kinds = [
  ['in the files of an embedded store', 'sqlite', 'database'],
  ['in Postgres', 'postgres', 'database'],
  ['in a folder', 'sqlite', 'files'],
  ['in a bucket', 'sqlite', 's3'],
] as const

describe.each(kinds)('blobs %s', async (_name, engine, kind) => {
  const store = await testStore(engine, 'blobs')
  const blobs: BlobStore = {
    database: () => databaseBlobs(store, now),
    files: () => fileBlobs(folder, now),
    s3: () => timed(s3Blobs(s3.client, 'some/where/', now)),
  }[kind]()
  const listed = async (team: string) => {
    const found: string[] = []
    for await (const { hash } of blobs.list(team)) found.push(hash)
    return found.sort()
  }

  test('are given back byte for byte, and putting one twice is putting it once', async () => {
    const team = await testTeam(store)
    const [hash, bytes] = [newHash(), randomBytes(300_000)]
    expect(await blobs.has(team, hash)).toBe(false)
    await blobs.put(team, hash, Uint8Array.from(bytes))
    await blobs.put(team, hash, bytes)
    expect(await blobs.has(team, hash)).toBe(true)
    expect(Buffer.compare(await blobs.get(team, hash), bytes)).toBe(0)
    expect(await listed(team)).toEqual([hash])
  })

  test('of one team are not there for another', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    const hash = newHash()
    await blobs.put(team, hash, randomBytes(10))
    expect(await blobs.has(other, hash)).toBe(false)
    await expect(blobs.get(other, hash)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
    await blobs.delete(other, [hash])
    await blobs.eraseTeam(other)
    expect(await blobs.has(team, hash)).toBe(true)
  })

  test('that are deleted are gone, those that were never there too', async () => {
    const team = await testTeam(store)
    // More than one statement names, or than are asked for at a time.
    const hashes = Array.from({ length: kind === 's3' ? 40 : 1200 }, newHash)
    await Promise.all(hashes.slice(0, 3).map((hash) => blobs.put(team, hash, randomBytes(10))))
    await blobs.delete(team, hashes.toSpliced(1, 1))
    expect(await listed(team)).toEqual([hashes[1]])
    await blobs.delete(team, [])
  })

  test('that were put again meanwhile stay, and those that were not go', async () => {
    const team = await testTeam(store)
    const [old, again] = [newHash(), newHash()]
    await blobs.put(team, old, randomBytes(10))
    await blobs.put(team, again, randomBytes(10))
    clock = new Date('2026-03-04T00:00:00Z')
    await blobs.put(team, again, randomBytes(10))
    clock = new Date('2026-01-02T03:04:05Z')
    await blobs.delete(team, [old, again, newHash()], { putBefore: new Date('2026-02-01T00:00:00Z') })
    expect(await listed(team)).toEqual([again])
    expect(await blobs.has(team, again)).toBe(true)
    expect(await blobs.get(team, again)).toHaveLength(10)
  })

  test('are listed with the time at which they were last put', async () => {
    const team = await testTeam(store)
    const [early, late] = [newHash(), newHash()]
    await blobs.put(team, early, randomBytes(10))
    await blobs.put(team, late, randomBytes(10))
    clock = new Date('2026-03-04T00:00:00Z')
    await blobs.put(team, late, randomBytes(10))
    const times = new Map<string, string>()
    for await (const { hash, storedAt } of blobs.list(team)) times.set(hash, storedAt.toISOString())
    expect(times.get(early)?.slice(0, 7)).toBe('2026-01')
    expect(times.get(late)?.slice(0, 7)).toBe('2026-03')
    clock = new Date('2026-01-02T03:04:05Z')
  })

  test('go with their team, and erasing it again does nothing', async () => {
    const team = await testTeam(store)
    await blobs.put(team, newHash(), randomBytes(10))
    await blobs.eraseTeam(team)
    expect(await listed(team)).toEqual([])
    await blobs.eraseTeam(team)
    await blobs.eraseTeam(randomUUID())
  })

  test('are not read for somebody who has gone', async () => {
    const team = await testTeam(store)
    const hash = newHash()
    await blobs.put(team, hash, randomBytes(10))
    await expect(blobs.get(team, hash, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})

describe('blobs in a folder', () => {
  const blobs = fileBlobs(folder, now)

  test('take no path for a team or a hash', async () => {
    for (const team of ['..', '../x', '', 'A'.repeat(36), `${randomUUID()}/..`])
      await expect(blobs.put(team, newHash(), randomBytes(1)), team).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const hash of ['..', `../${randomUUID()}`, '', newHash().toUpperCase(), `${newHash()}\0`])
      await expect(blobs.put(randomUUID(), hash, randomBytes(1)), hash).rejects.toMatchObject({ code: 'BLOB_MISSING' })
  })

  test('that somebody was deleting who ended meanwhile are there still', async () => {
    const [team, hash] = [randomUUID(), newHash()]
    await blobs.put(team, hash, Buffer.from('kept'))
    const place = join(folder, team, hash.slice(0, 2))
    await rename(join(place, hash), join(place, `.aside-${hash}`))
    expect(await blobs.has(team, hash)).toBe(true)
    expect(Buffer.from(await blobs.get(team, hash)).toString()).toBe('kept')
    const found: string[] = []
    for await (const blob of blobs.list(team)) found.push(blob.hash)
    expect(found).toEqual([hash])
    expect(await readdir(place)).toEqual([hash])
  })

  test('can be read by nobody else', async () => {
    const [team, hash] = [randomUUID(), newHash()]
    await blobs.put(team, hash, randomBytes(10))
    const place = join(folder, team, hash.slice(0, 2))
    expect((await stat(join(place, hash))).mode & 0o777).toBe(0o600)
    expect((await stat(place)).mode & 0o777).toBe(0o700)
  })

  test('of which a process died while it wrote are no blobs, and are swept after a day', async () => {
    const [team, hash] = [randomUUID(), newHash()]
    await blobs.put(team, hash, randomBytes(10))
    const place = join(folder, team, hash.slice(0, 2))
    await writeFile(join(place, '.draft-old'), 'half')
    await writeFile(join(place, '.draft-new'), 'half')
    await utimes(join(place, '.draft-old'), new Date(0), new Date(0))
    const found: string[] = []
    for await (const blob of blobs.list(team)) found.push(blob.hash)
    expect(found).toEqual([hash])
    expect((await readdir(place)).sort()).toEqual(['.draft-new', hash])
  })
})

describe('blobs in a bucket', () => {
  const blobs = s3Blobs(s3.client, 'bucket/', () => new Date())
  const copiesOf = async (team: string) => {
    const keys: string[] = []
    for await (const { key } of s3.client.list(`bucket/${team}/`)) keys.push(key)
    return keys
  }
  /** As if it had been put long ago. */
  const age = async () => {
    for (const entry of await readdir(s3.folder, { recursive: true, withFileTypes: true }))
      if (entry.name.endsWith('_object')) await utimes(join(entry.parentPath, entry.name), new Date(0), new Date(0))
  }

  test('take no path for a team or a hash', async () => {
    for (const team of ['..', '../x', '', `${randomUUID()}/..`])
      await expect(blobs.put(team, newHash(), randomBytes(1)), team).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const hash of ['..', '', newHash().toUpperCase()])
      await expect(blobs.put(randomUUID(), hash, randomBytes(1)), hash).rejects.toMatchObject({ code: 'BLOB_MISSING' })
  })

  test('that are put while somebody deletes them are there', async () => {
    const [team, hash] = [randomUUID(), newHash()]
    await blobs.put(team, hash, Buffer.from('kept'))
    await age()
    let put: Promise<void> | undefined
    s3.meddle((request) => {
      // Whoever deletes has looked, and found it old.
      if (request.method === 'DELETE') put ??= blobs.put(team, hash, Buffer.from('kept'))
      return false
    })
    await blobs.delete(team, [hash], { putBefore: new Date(Date.now() - 3_600_000) })
    s3.meddle(() => false)
    await put
    expect(put).toBeDefined()
    expect(Buffer.from(await blobs.get(team, hash)).toString()).toBe('kept')
  })

  test('that are put again are one copy, and a reader who has seen the old one reads the new one', async () => {
    const [team, hash] = [randomUUID(), newHash()]
    await blobs.put(team, hash, Buffer.from('kept'))
    await blobs.put(team, hash, Buffer.from('kept'))
    const [first] = await copiesOf(team)
    await age()
    let put: Promise<void> | undefined
    s3.meddle((request, response) => {
      if (request.method !== 'GET' || !request.url?.includes(`/${first?.split('/').at(-1)}`)) return false
      put ??= blobs.put(team, hash, Buffer.from('kept'))
      void put.then(() => refuse(response, 404, 'NoSuchKey'))
      return true
    })
    expect(Buffer.from(await blobs.get(team, hash)).toString()).toBe('kept')
    s3.meddle(() => false)
    const copies = await copiesOf(team)
    expect(copies).toHaveLength(1)
    expect(copies).not.toContain(first)
  })

  test('are waited for where the store has a bad moment, and told of where it has none', async () => {
    const [team, hash] = [randomUUID(), newHash()]
    let bad = 2
    s3.meddle((_request, response) => bad-- > 0 && refuse(response, 503, 'SlowDown'))
    await blobs.put(team, hash, Buffer.from('kept'))
    s3.meddle((_request, response) => refuse(response, 403, 'ExpiredToken'))
    const denied = blobs.get(team, hash)
    await expect(denied).rejects.toMatchObject({
      code: 'BLOBS_UNREACHABLE',
      message: expect.stringContaining('credentials'),
    })
    s3.meddle(() => false)
    expect(Buffer.from(await blobs.get(team, hash)).toString()).toBe('kept')
  })

  test('of which an answer breaks off are asked for again', async () => {
    const [team, hash] = [randomUUID(), newHash()]
    await blobs.put(team, hash, Buffer.from('whole'))
    let once = true
    s3.meddle((request, response) => {
      if (!once || request.method !== 'GET' || !request.url?.includes(`/${hash}/`)) return false
      once = false
      response.writeHead(200, { 'content-length': '5' })
      response.write('who', () => response.destroy())
      return true
    })
    expect(Buffer.from(await blobs.get(team, hash)).toString()).toBe('whole')
    s3.meddle(() => false)
  })
})
