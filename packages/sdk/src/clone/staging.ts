/** A target's engine, as far as databases that nobody sees yet are concerned. */
export interface StagingPlace extends AsyncDisposable {
  readonly engine: 'postgres' | 'sqlite'
  /** For people. */
  readonly name: string
  /** Whether the target is there already, and in use: by whom. */
  look(): Promise<{ readonly exists: boolean; readonly users: readonly string[] }>
  /** An empty database for this clone; the one of an earlier run of the same clone is given back as it is. */
  create(cloneId: string): Promise<{ readonly url: string; readonly resumed: boolean }>
  drop(cloneId: string): Promise<void>
  /**
   * The staging database takes the target's name, and the old target becomes a backup, in one step that happens whole or
   * not at all. Answers the backup; null where there was no target.
   */
  promote(cloneId: string, options: PromoteOptions): Promise<Backup | null>
  backups(): Promise<readonly Backup[]>
  /** The backup takes the target's name again, in one such step; what stood there is kept under `asBackup`. */
  rollback(backupId: string): Promise<{ readonly asBackup: Backup }>
  dropBackup(backupId: string): Promise<void>
}

export interface PromoteOptions {
  /** Connections of others to the target are ended; otherwise they refuse the promotion. */
  readonly disconnect: boolean
  /** When the backup may go. */
  readonly keepUntil: Date
}

export interface Backup {
  readonly id: string
  /** The clone that took its place. */
  readonly cloneId: string
  readonly takenAt: Date
  readonly keepUntil: Date
  readonly bytes: number
}
