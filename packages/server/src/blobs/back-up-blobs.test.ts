import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testStore, testTeam } from '../../test/store.ts'
import { forgetTeam } from '../store/back-up/forget-team.ts'
import { restoreStore } from '../store/back-up/restore-store.ts'
import { backUpBlobs, restoreBlobs } from './back-up-blobs.ts'
import { databaseBlobs } from './database-blobs.ts'
import { fileBlobs } from './file-blobs.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-blob-backup-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const now = () => new Date()
const store = await testStore('sqlite', 'blob-backup')
const blobs = fileBlobs(join(folder, 'blobs'), now)
const [team, other] = [await testTeam(store), await testTeam(store)]
const [toFiles, toDatabase] = [await testStore('sqlite', 'to-files'), await testStore('sqlite', 'to-database')]
const refer = async (id: string, hash: string) => {
  await store.team(id, (tx) =>
    tx.insertInto('blobs').values({ team_id: id, hash, references: 1, bytes: 3, created_at: '' }).execute(),
  )
}
const [kept, theirs, unknown, lost] = Array.from({ length: 4 }, () => randomBytes(32).toString('hex'))

test('blobs in files come back with the rows that refer to them, into files or a database, and no others', async () => {
  await blobs.put(team, `${kept}`, Buffer.from('one'))
  await blobs.put(other, `${theirs}`, Buffer.from('two'))
  await blobs.put(team, `${unknown}`, Buffer.from('six'))
  await Promise.all([refer(team, `${kept}`), refer(other, `${theirs}`)])
  await refer(team, `${lost}`)
  const backup = join(folder, randomUUID())
  await store.backUp(backup)
  const erasedMeanwhile = {
    ...blobs,
    get: async (id: string, hash: string) => {
      if (hash === lost) await store.team(id, (tx) => tx.deleteFrom('blobs').where('hash', '=', hash).execute())
      return blobs.get(id, hash)
    },
  }
  expect(await backUpBlobs(store, erasedMeanwhile, backup)).toBe(1)
  await forgetTeam(backup, other)
  for (const [kind, restored] of [
    ['files', toFiles],
    ['database', toDatabase],
  ] as const) {
    await restoreStore(restored, backup)
    const into = kind === 'database' ? databaseBlobs(restored, now) : fileBlobs(join(folder, randomUUID()), now)
    await restoreBlobs(restored, into, backup)
    expect(Buffer.from(await into.get(team, `${kept}`)).toString()).toBe('one')
    expect(await into.has(team, `${unknown}`)).toBe(false)
    if (into.kind === 'files') expect(await into.has(other, `${theirs}`)).toBe(false)
  }
})

test('blobs that are missing where nobody erased them are no backup', async () => {
  const [id, backup] = [await testTeam(store), join(folder, randomUUID())]
  await refer(id, `${lost}`)
  await store.backUp(backup)
  await expect(backUpBlobs(store, blobs, backup)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
})
