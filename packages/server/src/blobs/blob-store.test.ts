import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testStore, testTeam } from '../../test/store.ts'
import type { BlobStore } from './blob-store.ts'
import { databaseBlobs } from './database-blobs.ts'
import { fileBlobs } from './file-blobs.ts'

const newHash = () => randomBytes(32).toString('hex')
const folder = await mkdtemp(join(tmpdir(), 'understudy-blobs-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
let clock = new Date('2026-01-02T03:04:05Z')
const now = () => clock

const kinds = [
  ['in the files of an embedded store', 'sqlite', undefined],
  ['in Postgres', 'postgres', undefined],
  ['in a folder', 'sqlite', folder],
] as const

describe.each(kinds)('blobs %s', async (_name, engine, files) => {
  const store = await testStore(engine, 'blobs')
  const blobs: BlobStore = files === undefined ? databaseBlobs(store, now) : fileBlobs(files, now)
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
    const hashes = Array.from({ length: 1200 }, newHash)
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
