import type { Chunk } from '../copy/chunk.ts'
import type { ChunkName } from '../copy-ledger.ts'

/** Rows of one table that anybody copies who knows the tables. */
export type SharedPart = ChunkName & Pick<Chunk, 'transfer' | 'where' | 'inOrder' | 'bytes'>

/** What somebody who helps has to see, too, before a byte is copied. */
export interface SharedState {
  /** By its name on the source's server; it is there for as long as whoever leads is. */
  readonly snapshot: string
  readonly plan: string
  /** Of the tables and of how they are masked: whoever finds another one must not help. */
  readonly made: string
}

/** Who has which part is settled elsewhere, so that no two have one. Whoever has lost his place gets an error instead of one. */
export interface SharedParts {
  /** One that nobody has; 'taken' where others have all that is left, undefined where all are done. */
  take(): Promise<SharedPart | 'taken' | undefined>
  /** It is copied, and the ledger says so. */
  done(part: ChunkName): Promise<void>
}

/** For the one process that leads a clone. */
export interface CloneShare extends SharedParts {
  /** Of a part; 64 MiB when not said. */
  readonly chunkBytes?: number | undefined
  /** Offers parts to others: all of them, in this order, of this state. */
  open(state: SharedState, parts: readonly SharedPart[]): Promise<void>
  /** When it returns, nobody else notes a part as begun or done. Safe to repeat. */
  close(): Promise<void>
}

/** For whoever helps. */
export interface SharedWork extends SharedParts {
  /** Undefined where nothing is offered. */
  state(): Promise<SharedState | undefined>
}
