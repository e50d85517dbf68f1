import type { Database } from '../../../database/adapter.ts'
import { dropDatabase } from '../../../database/postgres/drop-database.ts'
import { inDatabase } from '../../../database/postgres/in-database.ts'
import { quoteIdentifier, quoteLiteral } from '../../../database/postgres/quote.ts'
import { redactUrl } from '../../../database/url.ts'
import { UnderstudyError } from '../../../errors.ts'
import type {
  Backup,
  CreateOptions,
  PlaceHold,
  PromoteOptions,
  Promotion,
  Staging,
  StagingPlace,
} from '../../staging.ts'
import { noteText } from '../backup-note.ts'
import { backupName, keptIdIn, keptName, newId, stagingName } from '../place-names.ts'
import { unknownBackup } from '../unknown-backup.ts'
import { copyDatabase } from './copy-database.ts'
import { createStaging } from './create-staging.ts'
import { type FoundBackup, findBackups } from './find-backups.ts'
import { freeBytesOf } from './free-bytes.ts'
import { inheritSettings } from './inherit-settings.ts'
import { refuseUnlessMayPromote } from './may-promote.ts'
import { holdTarget } from './place-lock.ts'
import { renameDatabase, swapNames } from './swap-names.ts'
import { openTargetServer } from './target-server.ts'
import { usersOf } from './users-of.ts'

/** A database is staged beside the target under a name of its own, and both change names in one transaction. */
export class PostgresPlace implements StagingPlace {
  readonly engine = 'postgres'
  readonly name: string
  readonly target: string
  readonly #url: string
  readonly #server: Database

  private constructor(url: string, server: Database, target: string) {
    this.#url = url
    this.#server = server
    this.target = target
    this.name = redactUrl(url)
  }

  static async open(url: string): Promise<PostgresPlace> {
    const { database, target } = await openTargetServer(url)
    return new PostgresPlace(url, database, target)
  }

  get server(): Database {
    return this.#server
  }

  async check({ sealed = false }: { readonly sealed?: boolean | undefined } = {}): Promise<void> {
    if (sealed) throw noSealing()
    await refuseUnlessMayPromote(this.#server, this.target)
  }

  async look(): Promise<{ exists: boolean; users: readonly string[] }> {
    const exists = (await this.#oid(this.target)) !== undefined
    return { exists, users: exists ? await usersOf(this.#server, this.target) : [] }
  }

  async freeBytes(): Promise<number | undefined> {
    return await freeBytesOf(this.#server)
  }

  async hold(): Promise<PlaceHold> {
    return await holdTarget(this.#server, this.target)
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
    refuseSealed(options)
    const from = stagingName(this.target, cloneId)
    const kept = keptName(this.target, cloneId, false)
    const keeps = (await this.#oid(kept)) !== undefined
    const older = keeps ? await this.#kept() : []
    const promotion = await this.#swap(from, cloneId, options, async (transaction, exists) => {
      if (keeps) await renameDatabase(transaction, kept, keptName(this.target, cloneId, true))
      if (exists) return await inheritSettings(transaction, this.target, from)
      const name = quoteIdentifier(from)
      await transaction.query(`grant connect, temporary on database ${name} to public`)
      await transaction.query(`comment on database ${name} is null`)
      return []
    })
    for (const name of older) await dropDatabase(this.#server, name)
    return promotion
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
    return (await findBackups(this.#server, this.target)).map(toBackup)
  }

  async rollback(backupId: string, options: PromoteOptions): Promise<Promotion> {
    refuseSealed(options)
    const found = await this.#backup(backupId)
    return await this.#swap(found.database, null, options, async (transaction) => {
      const comment = found.note === null ? found.comment : found.note.comment
      const text = comment === null ? 'null' : quoteLiteral(comment)
      await transaction.query(`comment on database ${quoteIdentifier(found.database)} is ${text}`)
      return []
    })
  }

  async dropBackup(backupId: string): Promise<void> {
    await dropDatabase(this.#server, (await this.#backup(backupId)).database)
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
    return { backup: toBackup(await this.#backup(id)), notes }
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

  async #oid(name: string): Promise<string | undefined> {
    const [row] = await this.#server.query<{ oid: string }>(
      'select oid::text as oid from pg_catalog.pg_database where datname = $1',
      [name],
    )
    return row?.oid
  }
}

function toBackup({ id, note, bytes }: FoundBackup): Backup {
  return {
    id,
    cloneId: note?.cloneId ?? null,
    takenAt: note === null ? null : new Date(note.takenAt),
    keepUntil: note === null ? null : new Date(note.keepUntil),
    bytes,
    sealed: false,
  }
}

function gone(name: string): UnderstudyError {
  return new UnderstudyError('CLONE_UNKNOWN', {
    operation: 'promote',
    message: `The database ${name} is not there any more`,
    details: { stands: 'the target is as it was' },
  })
}

function refuseSealed({ seal, open }: PromoteOptions): void {
  if (seal || open) throw noSealing()
}

function noSealing(): UnderstudyError {
  return new UnderstudyError('USAGE', {
    operation: 'promote',
    message:
      'A Postgres target is kept as a database of its server; only a SQLite target can be kept as an encrypted file',
    hint: 'Leave the backup as a database, or dump the target yourself before.',
    details: { stands: 'the target is as it was' },
  })
}
