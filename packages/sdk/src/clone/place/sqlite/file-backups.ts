import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { codeOf } from '../../../errors.ts'
import type { Backup } from '../../staging.ts'
import { syncFolder, writeDurably } from '../durable.ts'
import { identity } from './file-users.ts'

const noteShape = z.object({
  understudy: z.literal('backup'),
  id: z.string(),
  cloneId: z.string().nullable(),
  takenAt: z.string(),
  keepUntil: z.string(),
  journal: z.enum(['wal', 'delete']),
  /** The file that is to take the target's name; while it has not, this is no backup yet. Null once it is one. */
  pendingFor: z.string().nullable(),
})

/** What is written beside a backup. */
export type FileNote = z.infer<typeof noteShape>

export interface FileBackup {
  readonly id: string
  readonly file: string
  readonly sealed: boolean
  readonly note: FileNote | null
}

export const backupFile = (target: string, id: string, sealed: boolean) =>
  `${target}.understudy-${id}.${sealed ? 'sealed' : 'backup'}`

const noteFile = (target: string, id: string) => `${target}.understudy-${id}.json`

export async function writeNote(target: string, note: FileNote): Promise<void> {
  await writeDurably(noteFile(target, note.id), `${JSON.stringify(note)}\n`)
}

export async function removeBackup(target: string, id: string): Promise<void> {
  for (const sealed of [false, true]) await rm(backupFile(target, id, sealed), { force: true })
  await rm(noteFile(target, id), { force: true })
  await syncFolder(dirname(target))
}

/** The newest first; those whose note is lost at the end. */
export async function findFileBackups(target: string): Promise<FileBackup[]> {
  const found: FileBackup[] = []
  for (const { id, kind } of await ours(target)) {
    if (kind !== 'backup' && kind !== 'sealed') continue
    const note = await readNote(target, id)
    if (note?.pendingFor) continue
    found.push({ id, file: backupFile(target, id, kind === 'sealed'), sealed: kind === 'sealed', note })
  }
  const time = ({ note }: FileBackup) => note?.takenAt ?? ''
  return found.sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0))
}

export async function toBackup({ id, file, sealed, note }: FileBackup): Promise<Backup> {
  return {
    id,
    cloneId: note?.cloneId ?? null,
    takenAt: note === null ? null : new Date(note.takenAt),
    keepUntil: note === null ? null : new Date(note.keepUntil),
    bytes: (await stat(file)).size,
    sealed,
  }
}

/**
 * What a process left that died while it put a target aside: where the new file has the target's name, the backup is
 * one; where it has not, it is none. Only while nobody else is at work on this target.
 */
export async function repair(target: string): Promise<void> {
  const files = await ours(target)
  for (const { id, kind } of files) {
    if (kind === 'json.draft') await rm(`${noteFile(target, id)}.draft`, { force: true })
    if (kind !== 'json') continue
    const note = await readNote(target, id)
    const there = files.some((one) => one.id === id && (one.kind === 'backup' || one.kind === 'sealed'))
    if (note?.pendingFor && identity(target) === note.pendingFor && there) {
      await writeNote(target, { ...note, pendingFor: null })
    } else if (note?.pendingFor || !there) await removeBackup(target, id)
  }
}

async function readNote(target: string, id: string): Promise<FileNote | null> {
  const file = noteFile(target, id)
  if (!existsSync(file)) return null
  try {
    return noteShape.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null
  } catch (thrown) {
    // Somebody has changed it: the backup's name alone says what it is.
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}

async function ours(target: string): Promise<{ id: string; kind: string }[]> {
  const prefix = `${basename(target)}.understudy-`
  return (await namesIn(dirname(target))).flatMap((name) => {
    const [, id, kind] =
      /^([0-9a-f]{10})\.(backup|sealed|json|json\.draft)$/.exec(
        name.startsWith(prefix) ? name.slice(prefix.length) : '',
      ) ?? []
    return id === undefined || kind === undefined ? [] : [{ id, kind }]
  })
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}
