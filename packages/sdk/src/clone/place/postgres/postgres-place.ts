import type { Database } from '../../../database/adapter.ts'
import { dropDatabase } from '../../../database/postgres/drop-database.ts'
import { inDatabase } from '../../../database/postgres/in-database.ts'
import { quoteIdentifier, quoteLiteral } from '../../../database/postgres/quote.ts'
import { redactUrl } from '../../../database/url.ts'
import { messageOf, UnderstudyError } from '../../../errors.ts'
import { addressWithoutSecrets } from '../../clone-side.ts'
import type {
  Backup,
  CreateOptions,
  PlaceHold,
  PromoteOptions,
  Promotion,
  SealOptions,
  Staging,
  StagingPlace,
} from '../../staging.ts'
import { noteText } from '../backup-note.ts'
import { backupName, keptIdIn, keptName, newId, stagingName } from '../place-names.ts'
import { needsKey, unknownBackup } from '../unknown-backup.ts'
import { ArchiveFiles, type FoundFile } from './archive/archive-files.ts'
import { refuseUnheld } from './archive/refuse-unheld.ts'
import { restoreBackup } from './archive/restore-backup.ts'
import { sealBackup } from './archive/seal-backup.ts'
import { copyDatabase } from './copy-database.ts'
import { createStaging } from './create-staging.ts'
import { giveStanding, standingOf } from './database-standing.ts'
import { type FoundBackup, findBackups } from './find-backups.ts'
import { freeBytesOf } from './free-bytes.ts'
import { refuseUnlessMayPromote } from './may-promote.ts'
import { holdTarget } from './place-lock.ts'
import { refuseInUse, renameDatabase, swapNames } from './swap-names.ts'
import { openTargetServer } from './target-server.ts'
import { usersOf } from './users-of.ts'

/** A database is staged beside the target under a name of its own, and both change names in one transaction. */
export class PostgresPlace implements StagingPlace {
  readonly engine = 'postgres'
  readonly name: string
  readonly target: string
  readonly #url: string
  readonly #server: Database
  readonly #files: ArchiveFiles

  private constructor(url: string, server: Database, target: string, files: ArchiveFiles) {
    this.#url = url
    this.#server = server
    this.#files = files
    this.target = target
    this.name = redactUrl(url)
  }

  static async open(url: string): Promise<PostgresPlace> {
    const { database, target } = await openTargetServer(url)
    try {
      return new PostgresPlace(
        url,
        database,
        target,
        await ArchiveFiles.of(database, addressWithoutSecrets(url), target),
      )
    } catch (thrown) {
      await database.close()
      throw thrown
    }
  }

  get server(): Database {
    return this.#server
  }

  async check({ sealed = false }: { readonly sealed?: boolean | undefined } = {}): Promise<void> {
    await refuseUnlessMayPromote(this.#server, this.target)
    if (!sealed) return
    await this.#files.check()
    if ((await this.#oid(this.target)) !== undefined) await refuseUnheld(this.#server, this.#url, this.target)
  }

  async look(): Promise<{ exists: boolean; users: readonly string[] }> {
    const exists = (await this.#oid(this.target)) !== undefined
    return { exists, users: exists ? await usersOf(this.#server, this.target) : [] }
  }

  async freeBytes(): Promise<number | undefined> {
    return await freeBytesOf(this.#server)
  }

  async hold(): Promise<PlaceHold> {
    const held = await holdTarget(this.#server, this.target)
    try {
      await this.#tidy()
      return held
    } catch (thrown) {
      await held[Symbol.asyncDispose]()
      throw thrown
    }
  }

  async create(cloneId: string, { like }: CreateOptions = {}): Promise<Staging> {
    const name = stagingName(this.target, cloneId)
    const url = inDatabase(this.#url, name)
    if ((await this.#oid(name)) !== undefined) return { url, resumed: true, notes: [] }
    return { url, resumed: false, notes: await createStaging(this.#server, name, like) }
  }

  async drop(cloneId: string): Promise<void> {
    await dropDatabase(this.#server, keptName(this.target, cloneId, false))
    await dropDatabase(this.#server, stagingName(this.target, cloneId))
  }

  async identityOf(cloneId: string): Promise<string> {
    const name = stagingName(this.target, cloneId)
    const oid = await this.#oid(name)
    if (oid === undefined) throw gone(name)
    return oid
  }

  async isTarget(identity: string): Promise<boolean> {
    return (await this.#oid(this.target)) === identity
  }

  async promote(cloneId: string, options: PromoteOptions): Promise<Promotion> {
    const from = stagingName(this.target, cloneId)
    const kept = keptName(this.target, cloneId, false)
    const keeps = (await this.#oid(kept)) !== undefined
    const older = keeps ? await this.#kept() : []
    const promotion = await this.#swap(from, cloneId, options, async (transaction, exists) => {
      if (keeps) await renameDatabase(transaction, kept, keptName(this.target, cloneId, true))
      if (exists) return await giveStanding(transaction, from, await standingOf(transaction, this.target))
      const name = quoteIdentifier(from)
      await transaction.query(`grant connect, temporary on database ${name} to public`)
      await transaction.query(`comment on database ${name} is null`)
      return []
    })
    for (const name of older) await dropDatabase(this.#server, name)
    const { seal } = options
    if (!seal || !promotion.backup) return promotion
    const { backup, notes } = await this.seal(promotion.backup.id, { ...options, seal })
    return { backup, notes: [...promotion.notes, ...notes] }
  }

  async keep(cloneId: string): Promise<void> {
    const name = keptName(this.target, cloneId, false)
    await dropDatabase(this.#server, name)
    await copyDatabase(this.#server, stagingName(this.target, cloneId), name, false)
  }

  async keptClone(): Promise<string | null> {
    const [name] = await this.#kept()
    return name === undefined ? null : (keptIdIn(name, this.target) ?? null)
  }

  async copyKept(cloneId: string, as: string): Promise<Staging> {
    return await this.#copy(keptName(this.target, cloneId, true), as, false)
  }

  async copyTarget(as: string, disconnect: boolean): Promise<Staging> {
    return await this.#copy(this.target, as, disconnect)
  }

  async backups(): Promise<readonly Backup[]> {
    const files = await this.#files.find()
    const sealed = new Set(files.map(({ id }) => id))
    const databases = (await findBackups(this.#server, this.target)).filter(({ id }) => !sealed.has(id))
    const time = ({ takenAt }: Backup) => takenAt?.getTime() ?? 0
    return [...databases.map((one) => toBackup(one, false)), ...files.map((one) => toBackup(one, true))].sort(
      (a, b) => time(b) - time(a),
    )
  }

  async rollback(backupId: string, options: PromoteOptions): Promise<Promotion> {
    const found = (await findBackups(this.#server, this.target)).find(({ id }) => id === backupId)
    if (!found) return await this.#restore(await this.#file(backupId), options)
    return await this.#swap(found.database, null, options, async (transaction) => {
      const comment = found.note === null ? found.comment : found.note.comment
      const text = comment === null ? 'null' : quoteLiteral(comment)
      await transaction.query(`comment on database ${quoteIdentifier(found.database)} is ${text}`)
      return []
    })
  }

  async dropBackup(backupId: string): Promise<void> {
    const database = (await findBackups(this.#server, this.target)).find(({ id }) => id === backupId)
    const file = (await this.#files.find()).find(({ id }) => id === backupId)
    if (!database && !file) throw unknownBackup(backupId, this.target)
    if (database) await dropDatabase(this.#server, database.database)
    if (file) await this.#files.remove(backupId)
  }

  /** The clone stands in the target's place whatever becomes of the file: without one the database is the backup. */
  async seal(backupId: string, { seal: key, signal, onStep }: SealOptions): Promise<Promotion> {
    const found = await this.#backup(backupId)
    try {
      const name = stagingName(this.target, backupId)
      await sealBackup(found, { server: this.#server, url: this.#url, files: this.#files, name, key, signal, onStep })
    } catch (thrown) {
      const why = `the old target stays a database, as backup ${backupId}, and is no file: ${messageOf(thrown)}`
      return { backup: toBackup(found, false), notes: [why] }
    }
    const sealed = toBackup(await this.#file(backupId), true)
    try {
      await dropDatabase(this.#server, found.database)
      return { backup: sealed, notes: [] }
    } catch (thrown) {
      const why = `the database ${found.database}, which the backup's file has all of, could not be dropped: ${messageOf(thrown)}`
      return { backup: sealed, notes: [why] }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
  }

  async #swap(
    from: string,
    cloneId: string | null,
    { disconnect, keepUntil, signal }: PromoteOptions,
    prepare: (transaction: Parameters<Parameters<Database['transaction']>[0]>[0], exists: boolean) => Promise<string[]>,
  ): Promise<Promotion> {
    const { target } = this
    if ((await this.#oid(from)) === undefined) throw gone(from)
    const exists = (await this.#oid(target)) !== undefined
    const id = newId()
    const aside = exists ? backupName(target, id) : undefined
    const takenAt = new Date()
    let notes: string[] = []
    await swapNames(this.#server, {
      from,
      target,
      aside,
      disconnect,
      signal,
      before: async (transaction) => {
        const [old] = await transaction.query<{ comment: string | null }>(
          `select pg_catalog.shobj_description(oid, 'pg_database') as comment from pg_catalog.pg_database where datname = $1`,
          [target],
        )
        notes = await prepare(transaction, exists)
        if (!exists) return
        const note = noteText({
          id,
          cloneId,
          target,
          takenAt: takenAt.toISOString(),
          keepUntil: keepUntil.toISOString(),
          comment: old?.comment ?? null,
        })
        await transaction.query(`comment on database ${quoteIdentifier(target)} is ${quoteLiteral(note)}`)
      },
    })
    if (!exists) return { backup: null, notes }
    return { backup: toBackup(await this.#backup(id), false), notes }
  }

  async #restore({ id, file }: FoundFile, options: PromoteOptions): Promise<Promotion> {
    if (!options.open) throw needsKey(id)
    // Loading takes long, and would be for nothing.
    if (!options.disconnect && (await this.#oid(this.target)) !== undefined)
      await refuseInUse(this.#server, this.target)
    const name = stagingName(this.target, id)
    const { signal } = options
    const standing = await restoreBackup({
      server: this.#server,
      url: this.#url,
      file,
      key: options.open,
      name,
      signal,
    })
    try {
      return await this.#swap(name, null, options, (transaction) => giveStanding(transaction, name, standing))
    } catch (thrown) {
      await dropDatabase(this.#server, name)
      throw thrown
    }
  }

  /** What a process that died has left of files: drafts, half-loaded databases, and databases of which there is a file now. */
  async #tidy(): Promise<void> {
    await this.#files.removeDrafts()
    const databases = await findBackups(this.#server, this.target)
    const files = await this.#files.find()
    for (const { id } of [...databases, ...files]) await dropDatabase(this.#server, stagingName(this.target, id))
    const whole = new Set(files.filter(({ note }) => note !== null).map(({ id }) => id))
    for (const { database } of databases.filter(({ id }) => whole.has(id))) {
      try {
        await dropDatabase(this.#server, database)
      } catch (thrown) {
        // A slot of replication, or another owner, keeps it: it takes up room, and is in nobody's way.
        if (!(thrown instanceof UnderstudyError) || thrown.code === 'CONNECTION_LOST') throw thrown
      }
    }
  }

  async #copy(from: string, as: string, disconnect: boolean): Promise<Staging> {
    const name = stagingName(this.target, as)
    await copyDatabase(this.#server, from, name, disconnect)
    return { url: inDatabase(this.#url, name), resumed: false, notes: [] }
  }

  async #kept(): Promise<string[]> {
    const rows = await this.#server.query<{ name: string }>(
      `select datname as name from pg_catalog.pg_database where datname like '%!_kept' escape '!' order by oid desc`,
    )
    return rows.map(({ name }) => name).filter((name) => keptIdIn(name, this.target) !== undefined)
  }

  async #backup(id: string): Promise<FoundBackup> {
    const found = (await findBackups(this.#server, this.target)).find((one) => one.id === id)
    if (!found) throw unknownBackup(id, this.target)
    return found
  }

  async #file(id: string): Promise<FoundFile> {
    const found = (await this.#files.find()).find((one) => one.id === id)
    if (!found) throw unknownBackup(id, this.target)
    return found
  }

  async #oid(name: string): Promise<string | undefined> {
    const [row] = await this.#server.query<{ oid: string }>(
      'select oid::text as oid from pg_catalog.pg_database where datname = $1',
      [name],
    )
    return row?.oid
  }
}

function toBackup({ id, note, bytes }: FoundBackup | FoundFile, sealed: boolean): Backup {
  return {
    id,
    cloneId: note?.cloneId ?? null,
    takenAt: note === null ? null : new Date(note.takenAt),
    keepUntil: note === null ? null : new Date(note.keepUntil),
    bytes,
    sealed,
  }
}

function gone(name: string): UnderstudyError {
  return new UnderstudyError('CLONE_UNKNOWN', {
    operation: 'promote',
    message: `The database ${name} is not there any more`,
    details: { stands: 'the target is as it was' },
  })
}
