import { randomBytes } from 'node:crypto'
import { ServerError } from '../errors/server-error.ts'
import type { S3Client, S3Listed } from '../s3/s3-client.ts'
import { S3Failure } from '../s3/s3-failure.ts'
import { isTeamId, noSuchTeam } from '../store/names.ts'
import type { BlobStore } from './blob-store.ts'

/** What was put less than this ago is young enough for every sweep, and is not put again. */
const young = 600_000
const tries = 5

/**
 * Objects `<prefix><team>/<hash>/<copy>`. Each putting that is one makes a copy under a name that never was: whoever
 * deletes what is old can hit nothing that was put meanwhile, and a store of objects need know no more than put, get, list
 * and delete. What has a new copy loses its old ones, so that there is one for almost all of the time.
 */
export function s3Blobs(client: S3Client, prefix: string, now: () => Date): BlobStore {
  const ofTeam = (team: string) => {
    if (!isTeamId(team)) throw noSuchTeam()
    return `${prefix}${team}/`
  }
  const ofBlob = (team: string, hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw missing(team, 'of such a name')
    return `${ofTeam(team)}${hash}/`
  }
  const copies = async (place: string, signal?: AbortSignal): Promise<S3Listed[]> =>
    again(async () => {
      const found: S3Listed[] = []
      for await (const one of client.list(place, { signal })) found.push(one)
      return found
    }, signal)
  const remove = async (old: readonly S3Listed[]): Promise<void> => {
    for (const { key } of old) await again(() => client.delete(key))
  }
  return {
    kind: 's3',
    put: async (team, hash, sealed) => {
      const place = ofBlob(team, hash)
      const known = await copies(place)
      if (known.some(({ modified }) => modified.getTime() > now().getTime() - young)) return
      await again(() => client.put(`${place}${randomBytes(8).toString('hex')}`, sealed))
      await remove(known)
    },
    get: async (team, hash, { signal } = {}) => {
      const place = ofBlob(team, hash)
      signal?.throwIfAborted()
      // One that goes between the list and the reading has another one beside it, unless the blob has gone.
      for (let look = 0; look < tries; look++) {
        const [found] = await copies(place, signal)
        if (found === undefined) break
        const bytes = await again(() => read(client, found.key, signal), signal)
        if (bytes !== undefined) return bytes
      }
      throw missing(team, hash)
    },
    has: async (team, hash) => (await copies(ofBlob(team, hash))).length > 0,
    delete: async (team, hashes, { putBefore } = {}) => {
      // A few at a time: each is a request of its own.
      for (let at = 0; at < hashes.length; at += 16) {
        await Promise.all(
          hashes.slice(at, at + 16).map(async (hash) => {
            const known = await copies(ofBlob(team, hash))
            await remove(known.filter(({ modified }) => putBefore === undefined || modified < putBefore))
          }),
        )
      }
    },
    eraseTeam: async (team) => remove(await copies(ofTeam(team))),
    async *list(team) {
      const place = ofTeam(team)
      let last: { hash: string; storedAt: Date } | undefined
      // Copies of one blob stand one after another.
      for await (const { key, modified } of client.list(place)) {
        const [hash = ''] = key.slice(place.length).split('/')
        if (last?.hash === hash) {
          if (modified > last.storedAt) last = { hash, storedAt: modified }
          continue
        }
        if (last) yield last
        last = { hash, storedAt: modified }
      }
      if (last) yield last
    },
  }
}

/** Undefined where it has gone. An answer that breaks off is none. */
async function read(client: S3Client, key: string, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  try {
    const { size, bytes } = await client.get(key, { signal })
    const pieces: Uint8Array[] = []
    for await (const piece of bytes) pieces.push(piece)
    const whole = Buffer.concat(pieces)
    if (whole.length === size) return whole
    throw new S3Failure('get an object', 502, 'Incomplete')
  } catch (thrown) {
    if (thrown instanceof S3Failure && thrown.code === 'NoSuchKey') return undefined
    throw thrown
  }
}

/** What passes by itself is waited for, a few times; what does not is for whoever runs the server. */
async function again<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (thrown) {
      if (signal?.aborted) throw thrown
      const lasting = thrown instanceof S3Failure && !thrown.isPassing
      if (!lasting && attempt < tries) {
        await new Promise((resolve) => setTimeout(resolve, 50 * 4 ** (attempt - 1)))
        continue
      }
      throw new ServerError('BLOBS_UNREACHABLE', {
        message:
          thrown instanceof S3Failure && thrown.isDenied
            ? 'the object store that holds the blobs refuses the server’s credentials'
            : 'the object store that holds the blobs does not do what it is asked',
        cause: thrown,
      })
    }
  }
}

function missing(team: string, hash: string): ServerError {
  return new ServerError('BLOB_MISSING', { message: `the blob ${hash} of team ${team} is not there` })
}
