import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf } from '../errors/code-of.ts'
import { ServerError } from '../errors/server-error.ts'
import { isTeamId, noSuchTeam } from '../store/names.ts'
import type { BlobStore } from './blob-store.ts'

const draft = '.draft-'

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
      if (await isThere(file)) {
        // Put again, it is young again: the sweep of what no row knows passes it over.
        await utimes(file, now(), now())
        return
      }
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
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
      try {
        return await readFile(fileOf(team, hash), signal ? { signal } : {})
      } catch (thrown) {
        if (codeOf(thrown) === 'ENOENT') throw missing(team, hash)
        throw thrown
      }
    },
    has: async (team, hash) => isThere(fileOf(team, hash)),
    delete: async (team, hashes) => {
      for (const hash of hashes) await rm(fileOf(team, hash), { force: true })
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
          if (!name.startsWith(draft)) yield { hash: name, storedAt: found.mtime }
          // Left by a process that died while it wrote: nobody writes for a day.
          else if (found.mtimeMs < now().getTime() - 86_400_000) await rm(file, { force: true })
        }
      }
    },
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
