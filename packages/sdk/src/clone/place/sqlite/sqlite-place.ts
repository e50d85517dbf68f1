import { existsSync, realpathSync } from 'node:fs'
import { access, constants, copyFile, rm, statfs, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, messageOf, UnderstudyError } from '../../../errors.ts'
import type { Backup, PlaceHold, PromoteOptions, Promotion, Staging, StagingPlace } from '../../staging.ts'
import { syncFile } from '../durable.ts'
import { newId } from '../place-names.ts'
import { needsKey, unknownBackup } from '../unknown-backup.ts'
import { openExclusive, settle } from './exclusive.ts'
import { type FileBackup, findFileBackups, removeBackup, repair, toBackup } from './file-backups.ts'
import { fileLock, tryFileLock } from './file-lock.ts'
import { fileUsers, identity } from './file-users.ts'
import { findKept, keptFile, settleKept } from './kept-files.ts'
import { openSealedFile } from './sealed-copy.ts'
import { swapFiles } from './swap-files.ts'

/** A file is staged beside the target, and takes its name by a rename. */
export class SqlitePlace implements StagingPlace {
  readonly engine = 'sqlite'
  readonly name: string
  readonly target: string
  readonly server = undefined
  readonly #file: string

  private constructor(file: string) {
    this.#file = file
    this.name = `sqlite:${file}`
    this.target = basename(file)
  }

  static async open(path: string): Promise<SqlitePlace> {
    const file = realFile(path)
    const place = new SqlitePlace(file)
    if (existsSync(dirname(file))) await place.#repair()
    return place
  }

  async check(): Promise<void> {
    const folder = dirname(this.#file)
    try {
      await access(folder, constants.W_OK | constants.X_OK)
      if (existsSync(this.#file)) await access(this.#file, constants.R_OK | constants.W_OK)
    } catch (thrown) {
      throw new UnderstudyError('PERMISSION_DENIED', {
        operation: 'open the target',
        message: `${this.name} could not be replaced: ${messageOf(thrown)}`,
        hint: `Let this user write ${folder} and the file: the new one is made beside it.`,
        details: { stands: 'nothing was changed' },
      })
    }
  }

  async look(): Promise<{ exists: boolean; users: readonly string[] }> {
    const exists = existsSync(this.#file)
    return { exists, users: exists ? fileUsers(this.#file) : [] }
  }

  async freeBytes(): Promise<number | undefined> {
    const { bavail, bsize } = await statfs(dirname(this.#file))
    return bavail * bsize
  }

  async hold(): Promise<PlaceHold> {
    return await fileLock(this.#file)
  }

  async create(cloneId: string): Promise<Staging> {
    const file = this.#staging(cloneId)
    const resumed = existsSync(file)
    if (!resumed) await writeFile(file, '', { flag: 'wx', mode: 0o600 })
    return { url: `sqlite:${file}`, resumed, notes: [] }
  }

  async drop(cloneId: string): Promise<void> {
    await rm(keptFile(this.#file, cloneId, false), { force: true })
    for (const suffix of ['-wal', '-shm', '-journal', '']) await rm(this.#staging(cloneId) + suffix, { force: true })
  }

  async identityOf(cloneId: string): Promise<string> {
    const file = this.#staging(cloneId)
    const found = identity(file)
    if (found === undefined) throw gone(file)
    return found
  }

  async isTarget(one: string): Promise<boolean> {
    return identity(this.#file) === one
  }

  async promote(cloneId: string, { keepUntil, seal }: PromoteOptions): Promise<Promotion> {
    const from = this.#staging(cloneId)
    if (!existsSync(from)) throw gone(from)
    const promotion = await this.#swap(from, cloneId, keepUntil, seal, undefined)
    await settleKept(this.#file)
    return promotion
  }

  async keep(cloneId: string): Promise<void> {
    const [from, to] = [this.#staging(cloneId), keptFile(this.#file, cloneId, false)]
    await settle(from, 'delete')
    await copyFile(from, to)
    await syncFile(to)
  }

  async keptClone(): Promise<string | null> {
    return await findKept(this.#file)
  }

  async copyKept(cloneId: string, as: string): Promise<Staging> {
    const file = this.#staging(as)
    await copyFile(keptFile(this.#file, cloneId, true), file)
    return { url: `sqlite:${file}`, resumed: false, notes: [] }
  }

  async copyTarget(as: string): Promise<Staging> {
    const file = this.#staging(as)
    if (!existsSync(this.#file)) throw gone(this.#file)
    const held = await openExclusive(this.#file)
    try {
      await copyFile(this.#file, file)
    } finally {
      held.close()
    }
    await settle(this.#file, held.journal)
    return { url: `sqlite:${file}`, resumed: false, notes: [] }
  }

  async backups(): Promise<readonly Backup[]> {
    return await Promise.all((await findFileBackups(this.#file)).map(toBackup))
  }

  async rollback(backupId: string, { keepUntil, seal, open }: PromoteOptions): Promise<Promotion> {
    const found = await this.#backup(backupId)
    const from = found.sealed ? this.#staging(backupId) : found.file
    if (found.sealed) {
      if (!open) throw needsKey(backupId)
      await openSealedFile(found.file, from, open)
    }
    const { note } = found
    try {
      return await this.#swap(from, null, keepUntil, seal, note?.journal)
    } finally {
      if (found.sealed) await rm(from, { force: true })
      else if (!existsSync(from)) await removeBackup(this.#file, backupId)
    }
  }

  async dropBackup(backupId: string): Promise<void> {
    await this.#backup(backupId)
    await removeBackup(this.#file, backupId)
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #swap(
    from: string,
    cloneId: string | null,
    keepUntil: Date,
    seal: Uint8Array | undefined,
    journal: 'wal' | 'delete' | undefined,
  ): Promise<Promotion> {
    const id = newId()
    const note = { id, cloneId, takenAt: new Date().toISOString(), keepUntil: keepUntil.toISOString() }
    const aside = await swapFiles({ from, target: this.#file, note, seal, journal }).catch(async (thrown: unknown) => {
      await repair(this.#file)
      throw thrown
    })
    return { backup: aside ? await toBackup(await this.#backup(id)) : null, notes: [] }
  }

  /** Where a clone of this target is at work elsewhere, nothing is out of order. */
  async #repair(): Promise<void> {
    const lock = await tryFileLock(this.#file).catch((thrown: unknown) => {
      // A folder that only others may write has nothing of ours.
      if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(codeOf(thrown) ?? '')) return null
      throw thrown
    })
    if (!lock) return
    try {
      await repair(this.#file)
      await settleKept(this.#file)
    } finally {
      await lock[Symbol.asyncDispose]()
    }
  }

  async #backup(id: string): Promise<FileBackup> {
    const found = (await findFileBackups(this.#file)).find((one) => one.id === id)
    if (!found) throw unknownBackup(id, this.target)
    return found
  }

  #staging(cloneId: string): string {
    return `${this.#file}.understudy-${cloneId}`
  }
}

/** A link stays a link: what it leads to is replaced. */
function realFile(path: string): string {
  const full = resolve(path)
  try {
    return realpathSync(full)
  } catch {
    // It does not exist yet.
    return existsSync(dirname(full)) ? join(realpathSync(dirname(full)), basename(full)) : full
  }
}

function gone(file: string): UnderstudyError {
  return new UnderstudyError('CLONE_UNKNOWN', {
    operation: 'promote',
    message: `The file ${file} is not there any more`,
    details: { stands: 'the target is as it was' },
  })
}
