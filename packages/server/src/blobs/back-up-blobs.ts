import { mkdir, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../errors/code-of.ts'
import { ServerError } from '../errors/server-error.ts'
import { isTeamId } from '../store/names.ts'
import type { Store } from '../store/store.ts'
import type { BlobStore } from './blob-store.ts'

const page = 200

/**
 * Of blobs in files, beside a backup of the store that was made just before: those that its rows refer to now, sealed as
 * they are. Blobs in the database are in the store's own backup, and this does nothing.
 * @returns how many were referred to and had gone, by an erasure meanwhile; one that is missing otherwise is BLOB_MISSING
 */
export async function backUpBlobs(
  store: Store,
  blobs: BlobStore,
  folder: string,
  signal?: AbortSignal,
): Promise<number> {
  let gone = 0
  if (blobs.kind === 'database') return gone
  for (const team of await store.places()) {
    await mkdir(join(folder, 'blobs', team), { recursive: true, mode: 0o700 })
    for await (const hash of hashesOf(store, team)) {
      signal?.throwIfAborted()
      try {
        await write(join(folder, 'blobs', team, hash), await blobs.get(team, hash))
      } catch (thrown) {
        if (!(thrown instanceof ServerError && thrown.code === 'BLOB_MISSING')) throw thrown
        if (await isReferredTo(store, team, hash)) throw thrown
        gone++
      }
    }
  }
  return gone
}

/** After the store was restored: what of its teams stands beside it, into blobs of any kind. */
export async function restoreBlobs(
  store: Store,
  blobs: BlobStore,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const places = new Set(await store.places())
  for (const team of (await namesIn(join(folder, 'blobs'))).filter((name) => isTeamId(name) && places.has(name))) {
    for (const hash of await namesIn(join(folder, 'blobs', team))) {
      signal?.throwIfAborted()
      await blobs.put(team, hash, await readFile(join(folder, 'blobs', team, hash)))
    }
  }
}

async function* hashesOf(store: Store, team: string): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const rows = await store.readTeam(team, (db) =>
      db.selectFrom('blobs').select('hash').where('hash', '>', after).orderBy('hash').limit(page).execute(),
    )
    for (const { hash } of rows) yield hash
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = last.hash
  }
}

async function isReferredTo(store: Store, team: string, hash: string): Promise<boolean> {
  if (!(await store.places()).includes(team)) return false
  const row = await store.readTeam(team, (db) =>
    db.selectFrom('blobs').select('hash').where('team_id', '=', team).where('hash', '=', hash).executeTakeFirst(),
  )
  return row !== undefined
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(bytes)
  await handle.sync()
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}
