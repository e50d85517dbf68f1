import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '../errors/code-of.ts'
import { ServerError } from '../errors/server-error.ts'
import { isTeamId, noSuchTeam } from '../store/names.ts'
import type { BlobStore } from './blob-store.ts'
import { keepRoom } from './keep-room.ts'

const draft = '.draft-'
/** Of a blob that is being deleted: until it is known that nobody has put it meanwhile, it is read there. */
const aside = '.aside-'

/** One file each: `<team>/<first two digits>/<hash>`, in folders of this user alone. It is there whole, or not at all. */
export function fileBlobs(folder: string, now: () => Date): BlobStore {
  const ofTeam = (team: string) => {
    if (!isTeamId(team)) throw noSuchTeam()
    return join(folder, team)
  }
  const fileOf = (team: string, hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw missing(team, 'of such a name')
    return join(ofTeam(team), hash.slice(0, 2), hash)
  }
  return {
    kind: 'files',
    put: async (team, hash, sealed) => {
      const file = fileOf(team, hash)
      // Put again, it is young again: the sweep of what no row knows passes it over.
      if (await touch(file, now())) return
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await keepRoom(folder, sealed.length)
      const drafted = join(dirname(file), draft + randomBytes(8).toString('hex'))
      try {
        await write(drafted, sealed)
        await utimes(drafted, now(), now())
        await rename(drafted, file)
      } catch (thrown) {
        await rm(drafted, { force: true })
        throw codeOf(thrown) === 'ENOSPC'
          ? new ServerError('STORE_FULL', { message: 'there is no room left to write blobs', cause: thrown })
          : thrown
      }
      await flushFolder(dirname(file))
    },
    get: async (team, hash, { signal } = {}) => {
      const file = fileOf(team, hash)
      for (const place of [file, asideOf(file), file]) {
        try {
          return await readFile(place, signal ? { signal } : {})
        } catch (thrown) {
          if (codeOf(thrown) !== 'ENOENT') throw thrown
        }
      }
      throw missing(team, hash)
    },
    has: async (team, hash) => {
      const file = fileOf(team, hash)
      return (await isThere(file)) || (await isThere(asideOf(file)))
    },
    delete: async (team, hashes, { putBefore } = {}) => {
      for (const hash of hashes) {
        const file = fileOf(team, hash)
        if (putBefore) await deleteOld(file, putBefore)
        else for (const place of [file, asideOf(file)]) await rm(place, { force: true })
      }
    },
    eraseTeam: async (team) => rm(ofTeam(team), { recursive: true, force: true }),
    async *list(team) {
      for (const part of await namesIn(ofTeam(team))) {
        for (const name of await namesIn(join(ofTeam(team), part))) {
          const file = join(ofTeam(team), part, name)
          const found = await stat(file).catch((thrown: unknown) => {
            if (codeOf(thrown) === 'ENOENT') return undefined
            throw thrown
          })
          if (!found) continue
          if (name.startsWith(aside)) {
            // Whoever deleted it ended meanwhile, and does not know any more whether it may go.
            const hash = name.slice(aside.length)
            await rename(file, join(ofTeam(team), part, hash))
            yield { hash, storedAt: found.mtime }
          } else if (!name.startsWith(draft)) yield { hash: name, storedAt: found.mtime }
          // Left by a process that died while it wrote: nobody writes for a day.
          else if (found.mtimeMs < now().getTime() - 86_400_000) await rm(file, { force: true })
        }
      }
    },
  }
}

function asideOf(file: string): string {
  return join(dirname(file), aside + basename(file))
}

/** Taken away first and looked at then: between a look and a deletion somebody could put it again. */
async function deleteOld(file: string, putBefore: Date): Promise<void> {
  const taken = asideOf(file)
  try {
    await rename(file, taken)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return
    throw thrown
  }
  // Over what was put there meanwhile, which is the same.
  if ((await stat(taken)).mtime >= putBefore) await rename(taken, file)
  else await rm(taken, { force: true })
}

/** False where it is not there. */
async function touch(file: string, at: Date): Promise<boolean> {
  try {
    await utimes(file, at, at)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    throw thrown
  }
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(bytes)
  await handle.sync()
}

/** The name is on the disk too, before a row refers to it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    throw thrown
  }
}

function missing(team: string, hash: string): ServerError {
  return new ServerError('BLOB_MISSING', { message: `the blob ${hash} of team ${team} is not there` })
}
