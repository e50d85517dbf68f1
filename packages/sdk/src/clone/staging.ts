import type { Session } from '../database/adapter.ts'
import type { DatabaseForm } from './place/database-form.ts'

/**
 * Where a target is, as far as databases that nobody sees yet are concerned. A process that dies anywhere leaves the old
 * target or the new one, whole and open to connections; what else it leaves is put in order by whoever looks next.
 */
export interface StagingPlace extends AsyncDisposable {
  readonly engine: 'postgres' | 'sqlite'
  /** For people. */
  readonly name: string
  /** What is typed to confirm it: the database's name, or the file's. */
  readonly target: string
  /** The server that the target is on, outside of the target; undefined of a file. */
  readonly server: Session | undefined
  /** Refuses, before anything is copied, what could not be promoted later: a role that may not, a folder that cannot be written, a target that cannot be kept as one file where that is asked for. */
  check(options?: { readonly sealed?: boolean | undefined }): Promise<void>
  /** Whether the target is there already, and in use: by whom. */
  look(): Promise<{ readonly exists: boolean; readonly users: readonly string[] }>
  /** Free space of the disk, where it can be known. */
  freeBytes(): Promise<number | undefined>
  /** Keeps other clones of this target out for as long as it is not disposed of; CLONE_BUSY where one is at work. */
  hold(): Promise<PlaceHold>
  /** An empty database for this clone; the one of an earlier run of the same clone is given back as it is. */
  create(cloneId: string, options?: CreateOptions): Promise<Staging>
  drop(cloneId: string): Promise<void>
  /** What stays with the staging database whatever its name becomes. */
  identityOf(cloneId: string): Promise<string>
  /** Whether the target is the database that this was the identity of. */
  isTarget(identity: string): Promise<boolean>
  /**
   * The staging database takes the target's name and settings, and the old target becomes a backup, in one step that
   * happens whole or not at all. No connection to the staging database may be open.
   */
  promote(cloneId: string, options: PromoteOptions): Promise<Promotion>
  /** The newest first. */
  backups(): Promise<readonly Backup[]>
  /** The backup takes the target's name again, in one such step; what stood there becomes a backup. */
  rollback(backupId: string, options: PromoteOptions): Promise<Promotion>
  dropBackup(backupId: string): Promise<void>
  /** Makes the file of a backup whose process died before it had; only where that is done after the swap. */
  seal?(backupId: string, options: SealOptions): Promise<Promotion>
  /** Makes a copy of the staging database that its promotion keeps for resets. No connection to it may be open. */
  keep(cloneId: string): Promise<void>
  /** The clone that was promoted last with such a copy. */
  keptClone(): Promise<string | null>
  /** A staging database that is as that clone was promoted. */
  copyKept(cloneId: string, as: string): Promise<Staging>
  /** A staging database that is as the target is; nobody may be connected to it. */
  copyTarget(as: string, disconnect: boolean): Promise<Staging>
}

export interface PlaceHold extends AsyncDisposable {
  /** Fails where others may have come in meanwhile, because the connection that kept them out was lost. */
  check(): Promise<void>
}

export interface CreateOptions {
  /** Of the source, where it is of the same engine. */
  readonly like?: DatabaseForm | undefined
}

export interface Staging {
  readonly url: string
  readonly resumed: boolean
  /** Where it could not be made as asked: a sentence each. */
  readonly notes: readonly string[]
}

export interface PromoteOptions {
  /** Connections of others to the target are ended; otherwise they refuse the promotion. */
  readonly disconnect: boolean
  /** When the backup may go. */
  readonly keepUntil: Date
  /** The old target is kept as one file, compressed and encrypted with this key of 32 bytes. */
  readonly seal?: Uint8Array | undefined
  /** To open a backup that was kept so. */
  readonly open?: Uint8Array | undefined
  /** Stops it while it waits; what has happened has happened. */
  readonly signal?: AbortSignal | undefined
  /** Told of what takes time after the swap. */
  readonly onStep?: ((title: string) => void) | undefined
}

export interface SealOptions extends Pick<PromoteOptions, 'signal' | 'onStep'> {
  readonly seal: Uint8Array
}

export interface Promotion {
  /** Null where there was no target. */
  readonly backup: Backup | null
  /** What could not be given to the new target: a sentence each. */
  readonly notes: readonly string[]
}

export interface Backup {
  readonly id: string
  /** The clone that took its place; null where a rollback or a reset did, and where its record is lost. */
  readonly cloneId: string | null
  /** Null where its record is lost; it is then kept until somebody drops it. */
  readonly takenAt: Date | null
  readonly keepUntil: Date | null
  /** Undefined where the role may not know. */
  readonly bytes: number | undefined
  /** A file that only the key opens. */
  readonly sealed: boolean
}

/** Drops the backups whose time is over, and answers them. */
export async function dropExpired(place: StagingPlace, now: Date): Promise<readonly Backup[]> {
  const expired = (await place.backups()).filter(({ keepUntil }) => keepUntil !== null && keepUntil <= now)
  for (const { id } of expired) await place.dropBackup(id)
  return expired
}
