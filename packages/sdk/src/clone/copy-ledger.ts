/**
 * What a clone has copied, chunk by chunk, in a file of its own that outlives the process. A chunk is noted as begun
 * before its rows are sent, and as done after the target has committed them.
 */
export interface CopyLedger extends AsyncDisposable {
  readonly id: string
  /** Done chunks of earlier runs and of this one, by table and chunk. */
  readonly done: ReadonlyMap<string, DoneChunk>
  /** Begun and not known as done: what a run that ended in between has left; the target knows what became of each. */
  readonly pending: ReadonlyMap<string, BegunChunk>
  /** Takes in what others have noted since. */
  catchUp(): Promise<void>
  /** On the disk before it returns: after it the target may commit. */
  begin(chunk: ChunkName, transaction?: string): Promise<void>
  finish(chunk: DoneChunk): Promise<void>
  /** It is to be copied again: its rows were removed from the target. */
  forget(chunk: ChunkName): Promise<void>
  /** Steps after the rows, such as an index, by their number in the plan. */
  readonly steps: ReadonlySet<string>
  /** The transactions of steps that were begun and are not known as done. */
  readonly stepsPending: ReadonlyMap<string, string>
  /** On the disk before it returns. */
  stepBegun(step: string, transaction: string): Promise<void>
  stepDone(step: string): Promise<void>
}

export interface ChunkName {
  readonly table: string
  /** What it is a chunk of: pages such as "0-1023", or "all". */
  readonly part: string
}

export interface BegunChunk extends ChunkName {
  readonly transaction: string | undefined
}

export interface DoneChunk extends ChunkName {
  readonly rows: number
  /** Rows of which at least one value was masked, and how many values of each column. */
  readonly rowsMasked: number
  readonly values: Readonly<Record<string, number>>
  readonly bytes: number
  /** Of the bytes that came from the source, before they were masked. */
  readonly hash: string
  /** The transaction that wrote it, by which its rows are found again in Postgres. */
  readonly transaction: string | undefined
}

export function chunkKey({ table, part }: ChunkName): string {
  return `${table}\u0000${part}`
}
