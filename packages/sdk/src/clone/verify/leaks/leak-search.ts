import type { CompiledPolicy } from '../../../anonymize/compiled-policy.ts'
import type { Session } from '../../../database/adapter.ts'

export interface LeakSearch {
  readonly policy: CompiledPolicy
  /** Each reading is a session of its own. */
  readonly source: Side
  /** The target is of another engine. */
  readonly across: boolean
  /** Where hashes are put aside until both sides have been read. */
  readonly folder: string
  readonly signal?: AbortSignal | undefined
}

export interface LeakTarget {
  readonly side: Side
  /** Text that is no row, by where it stands. In a comment also several words that are in a dictionary say something. */
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly isComment: boolean }>
}

export interface Side {
  read<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** As it stands after FROM; undefined where this side has no such table. */
  from(table: string): string | undefined
  readonly dialect: 'postgres' | 'sqlite'
}
