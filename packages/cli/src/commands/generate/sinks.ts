import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { UnderstudyError } from '@understudy/sdk/error'
import { systemMessage } from '../../terminal/system-message.ts'

/** Where encoded rows go. What `write` was given may be overwritten as soon as its promise is kept. */
export interface Sink {
  /** What there is of a run that was given up. */
  readonly stands: string
  write(entity: string, bytes: Uint8Array): Promise<void>
  /** Everything is there: only now does it appear under its name. */
  finish(): Promise<readonly WrittenFile[]>
  /** Takes back what was written; safe after finish, which it leaves alone. */
  discard(): Promise<void>
}

export interface WrittenFile {
  readonly path: string
  readonly entity?: string
  readonly bytes: number
}

const untouched = 'nothing of this run; a file that was there before is as it was'

/** A file under a name of its own until it is whole. */
interface Draft {
  readonly path: string
  readonly draft: string
  readonly handle: FileHandle
  readonly entity: string | undefined
  bytes: number
}

/** All entities into one file. */
export async function fileSink(path: string): Promise<Sink> {
  await refuseFolder(path)
  const draft = await openDraft(path, undefined)
  return draftSink([draft], async () => draft, dirname(path))
}

/** A file per entity in a folder, which is made if need be; `files` names them. */
export async function folderSink(folder: string, files: ReadonlyMap<string, string>): Promise<Sink> {
  const made = await attempt(`make the folder ${folder}`, folder, () => mkdir(folder, { recursive: true }))
  const drafts = new Map<string, Draft>()
  const all: Draft[] = []
  const sink = draftSink(
    all,
    async (entity) => {
      const known = drafts.get(entity)
      if (known) return known
      const draft = await openDraft(join(folder, files.get(entity)!), entity)
      drafts.set(entity, draft)
      all.push(draft)
      return draft
    },
    folder,
  )
  return {
    ...sink,
    async discard() {
      await sink.discard()
      // The folders that were made for this go with it; one that holds something stays.
      if (made !== undefined) await removeEmpty(folder, made)
    },
  }
}

/** Standard output, or any other stream. A reader who has seen enough and closed it is no error. */
export function streamSink(stream: Writable): Sink {
  return {
    stands: 'what was passed on before; it is not the whole',
    async write(_entity, bytes) {
      if (!stream.write(Uint8Array.from(bytes))) await once(stream, 'drain')
    },
    async finish() {
      if (stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()))
      return []
    },
    async discard() {},
  }
}

function draftSink(drafts: Draft[], draftOf: (entity: string) => Promise<Draft>, around: string): Sink {
  return {
    stands: untouched,
    async write(entity, bytes) {
      const draft = await draftOf(entity)
      await attempt(`write ${draft.path}`, draft.path, async () => {
        for (let at = 0; at < bytes.length; ) at += (await draft.handle.write(bytes, at)).bytesWritten
      })
      draft.bytes += bytes.length
    },
    async finish() {
      for (const { path, handle } of drafts) {
        await attempt(`write ${path}`, path, async () => {
          await handle.sync()
          await handle.close()
        })
      }
      const written: WrittenFile[] = []
      for (let next = drafts[0]; next; next = drafts[0]) {
        const { path, draft, entity, bytes } = next
        await attempt(`put ${basename(path)} in its place`, path, () => rename(draft, path), standing(written))
        drafts.shift()
        written.push({ path, bytes, ...(entity === undefined ? {} : { entity }) })
      }
      await syncFolder(around)
      return written
    },
    async discard() {
      for (const { handle, draft } of drafts.splice(0)) {
        // Closed already where finish had come that far.
        await handle.close().catch(() => {})
        await rm(draft, { force: true })
      }
    },
  }
}

async function openDraft(path: string, entity: string | undefined): Promise<Draft> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  const handle = await attempt(`open ${path}`, path, () => open(draft, 'w'))
  return { path, draft, handle, entity, bytes: 0 }
}

async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw failed(`open ${path}`, path, thrown)
  })
  if (found?.isDirectory()) {
    throw new UnderstudyError('WRITE_FAILED', {
      operation: `open ${path}`,
      at: path,
      message: `${path} is a folder, and one file is to be written`,
      hint: `Name a file in it: --out ${join(path, 'data')}.`,
    })
  }
}

/** A rename lasts once its folder is on disk; some systems can't say so of a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at.length >= top.length; at = dirname(at)) {
    try {
      await rmdir(at)
    } catch {
      return
    }
  }
}

async function attempt<T>(
  operation: string,
  path: string,
  work: () => Promise<T>,
  stands: string | undefined = untouched,
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw failed(operation, path, thrown, stands)
  }
}

function standing(written: readonly WrittenFile[]): string | undefined {
  return written.length === 0 ? undefined : `whole and in place: ${written.map(({ path }) => path).join(', ')}`
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on the disk, or write to another one; --partition cuts the data into parts.',
  EDQUOT: 'Your quota on this disk is used up: free space, or write to another one.',
  EFBIG: 'The file system takes no file of this size: use --partition, or another disk.',
  EACCES: 'Choose a path that you may write to, or change its permissions.',
  EROFS: 'The disk is mounted read-only: choose another path.',
  ENOENT: 'Make the folder first, or correct the path.',
  ENOTDIR: 'A part of the path is a file: correct it.',
  ENAMETOOLONG: 'Choose a shorter name.',
}

function failed(operation: string, path: string, thrown: unknown, stands?: string): UnderstudyError {
  const code = codeOf(thrown)
  const hint = hints[code]
  return new UnderstudyError('WRITE_FAILED', {
    operation,
    at: path,
    message: `${path}: ${systemMessage(thrown)}`,
    ...(hint === undefined ? {} : { hint }),
    details: { code, ...(stands === undefined ? {} : { stands }) },
    cause: thrown,
  })
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}
