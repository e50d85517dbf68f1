import { existsSync } from 'node:fs'
import { chmod, chown, copyFile, link, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, UnderstudyError } from '../../../errors.ts'
import { syncFile, syncFolder } from '../durable.ts'
import { type Exclusive, type JournalMode, openExclusive, settle } from './exclusive.ts'
import { backupFile, type FileNote, writeNote } from './file-backups.ts'
import { identity } from './file-users.ts'
import { sealWholeFile } from './sealed-copy.ts'

export interface SwapFiles {
  /** What takes the target's name: in its folder, with no connection open to it. */
  readonly from: string
  readonly target: string
  readonly note: Omit<FileNote, 'understudy' | 'journal' | 'pendingFor'>
  readonly seal: Uint8Array | undefined
  /** Undefined: that of what stands there. */
  readonly journal: JournalMode | undefined
}

/**
 * The old file gets a second name, and then the new one takes its first, which a file system does whole or not at all.
 * The note says what is going on before it goes on. Answers whether something stood there.
 */
export async function swapFiles({ from, target, note, seal, journal }: SwapFiles): Promise<boolean> {
  if (!existsSync(target)) {
    // What a database left that is gone would be taken for a part of the new one.
    for (const suffix of ['-wal', '-shm', '-journal']) await rm(target + suffix, { force: true })
    await settle(from, journal ?? 'delete')
    await syncFile(from)
    await rename(from, target)
    await syncFolder(dirname(target))
    return false
  }
  const held = await openExclusive(target)
  try {
    await settle(from, journal ?? held.journal)
    await likeOld(from, target)
    await syncFile(from)
    const pendingFor = identity(from)
    if (pendingFor === undefined) throw new Error('A file that was just written is there.')
    const full: FileNote = { understudy: 'backup', ...note, journal: held.journal, pendingFor }
    await writeNote(target, full)
    await putAside(target, note.id, seal, held)
    await syncFolder(dirname(target))
    await rename(from, target)
    await syncFolder(dirname(target))
    await writeNote(target, { ...full, pendingFor: null })
  } finally {
    held.close()
  }
  return true
}

/** As often as somebody may write between two looks. */
const attempts = 3

async function putAside(target: string, id: string, seal: Uint8Array | undefined, held: Exclusive): Promise<void> {
  const file = backupFile(target, id, seal !== undefined)
  if (seal === undefined && (await linked(target, file))) return
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (seal) await sealWholeFile(target, file, seal)
    else await copied(target, file)
    if (held.again()) return
  }
  throw new UnderstudyError('TARGET_IN_USE', {
    operation: 'promote',
    message: `The file ${target} was written while it was put aside`,
    details: { stands: 'the target is as it was' },
  })
}

async function linked(target: string, file: string): Promise<boolean> {
  try {
    await link(target, file)
    return true
  } catch (thrown) {
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(codeOf(thrown) ?? '')) return false
    throw thrown
  }
}

async function copied(target: string, file: string): Promise<void> {
  await copyFile(target, file)
  await syncFile(file)
}

/** Who may read and write it, as far as this user may say so. */
async function likeOld(from: string, target: string): Promise<void> {
  const old = await stat(target)
  await chmod(from, old.mode & 0o7777)
  const made = await stat(from)
  if (made.uid === old.uid && made.gid === old.gid) return
  await chown(from, old.uid, old.gid).catch((thrown: unknown) => {
    if (codeOf(thrown) !== 'EPERM') throw thrown
  })
}
