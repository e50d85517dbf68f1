/** A foreign key, as far as it matters which side of it a statement touched. */
export interface KeyEnds {
  readonly table: string
  readonly columns: readonly string[]
  readonly referencedTable: string
  readonly referencedColumns: readonly string[]
}

/** What an error itself does not say, and whoever ran the statement knows. */
export interface ErrorContext {
  /**
   * What failed. Both sides of a foreign key fail with the same code and, on Postgres, the same table: only the statement
   * tells them apart. Without it, what may be either counts as the child's side.
   */
  readonly statement?: string | undefined
  /**
   * `commit`: the statement was COMMIT. `alone`: it was to commit by itself, outside of any transaction, and it writes.
   * In both a connection that is lost leaves it open what became of it.
   */
  readonly during?: 'connect' | 'transaction' | 'commit' | 'alone' | undefined
  /** Tells the sides apart where one UPDATE could be on either, as on SQLite, or on a table that refers to itself. */
  readonly foreignKeys?: readonly KeyEnds[] | undefined
}
