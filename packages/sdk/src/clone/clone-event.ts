import type { CloneLog, ClonePhase, TableStatistics } from './clone-operation.ts'

/** What happens in a clone, as it happens. */
export type CloneEvent =
  | { readonly type: 'phase'; readonly phase: ClonePhase }
  /** Rows and bytes of the chunk that was just copied. */
  | {
      readonly type: 'copied'
      readonly table: string
      readonly rows: number
      readonly bytes: number
      readonly again: boolean
    }
  /** Bytes of a chunk that is on its way, every few megabytes. */
  | { readonly type: 'moving'; readonly table: string; readonly part: string; readonly bytes: number }
  | { readonly type: 'table'; readonly statistics: TableStatistics }
  /** Steps of one phase that are done, of how many. */
  | { readonly type: 'step'; readonly done: number; readonly of: number; readonly title: string }
  | { readonly type: 'log'; readonly log: CloneLog }
