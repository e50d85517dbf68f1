/** What a person should know of how a schema became a model. A code is a contract. */
export interface Note {
  readonly code: NoteCode
  /** info: as it should be; warning: data may be poorer, or the database may refuse some; error: a table stays empty. */
  readonly severity: 'info' | 'warning' | 'error'
  /** A table, or table.column. */
  readonly at: string
  readonly message: string
  /** What to do, where something can be done. */
  readonly hint?: string
}

export type NoteCode =
  | 'TABLE_LEFT_OUT'
  | 'TABLE_UNFILLABLE'
  | 'COLUMN_LEFT_OUT'
  | 'COLUMN_UNFILLABLE'
  | 'CHECK_NOT_UNDERSTOOD'
  | 'UNIQUE_WIDENED'
  | 'EXCLUSION_KEPT'
  | 'EXCLUSION_NOT_KEPT'
  | 'PARTITIONS_LEFT_OUT'
  | 'PARTITION_BOUND_NOT_KEPT'
  | 'REFERENCE_LEFT_OUT'
  | 'TRIGGER_RUNS'
  | 'RULE_RUNS'
  | 'ROW_SECURITY'
