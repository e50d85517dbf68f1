import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { codeOf, messageOf, UnderstudyError } from '../errors.ts'
import { withFileLock } from './file-lock.ts'
import { stateFolder } from './state-folder.ts'

/** A database that was read as production. */
export interface KnownSource {
  /** Of the cluster and the database in it; of a file, its path. */
  readonly identity: string
  /** The environment's name, or the URL without its password. */
  readonly place: string
  readonly since: string
}

/** Databases that this user has read as production: whoever swaps the URLs later is told. */
export interface KnownSources {
  remember(identity: string, place: string): Promise<void>
  find(identity: string): Promise<KnownSource | undefined>
}

const content = z.strictObject({
  kind: z.literal('understudy.sources'),
  version: z.literal(1),
  sources: z.array(z.strictObject({ identity: z.string(), place: z.string(), since: z.string() })),
})

export function openKnownSources(folder: string = stateFolder()): KnownSources {
  const file = join(folder, 'sources.json')
  return {
    find: async (identity) => (await read(file)).find((one) => one.identity === identity),
    remember: async (identity, place) => {
      if ((await read(file)).some((one) => one.identity === identity)) return
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await withFileLock(file, async () => {
        const sources = (await read(file)).filter((one) => one.identity !== identity)
        await write(file, [...sources, { identity, place, since: new Date().toISOString() }])
      })
    },
  }
}

async function read(file: string): Promise<readonly KnownSource[]> {
  try {
    return content.parse(JSON.parse(await readFile(file, 'utf8'))).sources
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw new UnderstudyError('REGISTRY_UNREADABLE', {
      operation: 'read which databases are sources',
      message: `${file} cannot be read: ${thrown instanceof z.ZodError ? 'it is no such file' : messageOf(thrown)}`,
      hint: 'Put it back as it was, or remove it: then no database is known as a source.',
    })
  }
}

async function write(file: string, sources: readonly KnownSource[]): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${JSON.stringify({ kind: 'understudy.sources', version: 1, sources }, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  await rename(draft, file)
}
