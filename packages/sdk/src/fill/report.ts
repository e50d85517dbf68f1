import type { Note } from '../catalog/model/note.ts'

/** What a person should know of a fill. */
export interface FillNote {
  readonly code:
    | Note['code']
    | 'FEWER_ROWS'
    | 'TABLE_EMPTY'
    | 'ROWS_REDRAWN'
    | 'SEQUENCE_LEFT'
    | 'TRIGGERS_ADDED'
    | 'KEYS_CHANGED'
    | 'QUALITY'
  readonly severity: Note['severity']
  /** A table, or table.column. */
  readonly at: string
  readonly message: string
  readonly hint?: string
}

export interface TableReport {
  readonly entity: string
  readonly table: string
  /** Rows that were added, by this and by triggers. */
  readonly rows: number
  /** Rows that stood there before. */
  readonly before: number
}

export interface FillReport {
  readonly seed: string | number
  readonly dryRun: boolean
  /** In the order in which they are filled. */
  readonly tables: readonly TableReport[]
  readonly rows: number
  readonly notes: readonly FillNote[]
  /** How circles of references are met, where there are any. */
  readonly circles: readonly {
    readonly entities: readonly string[]
    readonly by: 'deferred constraints' | 'one statement'
  }[]
}
