import type { Batch } from '../model/batch.ts'
import type { DataSchema } from '../model/schema.ts'

/** Rows to look at, wherever they are. Each call of `batches` reads them anew. */
export interface RowSource {
  /** For people, without secrets. */
  readonly name: string
  readonly schema?: DataSchema | undefined
  /** Undefined where they show only while it is read. */
  readonly entities?: readonly string[] | undefined
  /** Rows of an entity in order; those of several entities may be mixed. `columns` may leave out what nobody needs. */
  batches(options?: {
    readonly entities?: readonly string[] | undefined
    readonly columns?: ReadonlyMap<string, ReadonlySet<string>> | undefined
    readonly signal?: AbortSignal | undefined
    /** Who asks is done with a batch when asking for the next one: its memory may be used again. */
    readonly reuse?: boolean | undefined
  }): AsyncIterable<Batch>
}
