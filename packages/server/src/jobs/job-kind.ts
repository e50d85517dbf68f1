import type { z } from 'zod'

/** What a job may do while it runs; each is refused once a newer fence has been taken. */
export interface PartitionRun<Input> {
  readonly team: string
  readonly job: string
  readonly input: Input
  readonly partition: number
  readonly partitions: number
  readonly fence: number
  /** Cancelled, the server is closing, or the lease is lost: end soon, and leave nothing half. */
  readonly signal: AbortSignal
  /** Also keeps the lease. `done` of `of`, in rows or bytes. */
  progress(done: number, of: number, note?: string): Promise<void>
  log(level: 'info' | 'warning' | 'error', text: string): Promise<void>
}

/** One kind of work. Partitions may run anywhere, in any order, twice: what they write is named by what it is. */
export interface JobKind<Input, Part> {
  readonly kind: string
  readonly input: z.ZodType<Input>
  /** Into how many partitions it is cut: at least 1, known when the job starts. */
  partitions(team: string, input: Input): Promise<number>
  run(run: PartitionRun<Input>): Promise<Part>
  /** Once, when all partitions are done, with what they gave, in order: one transaction that publishes. */
  finish(
    run: Omit<PartitionRun<Input>, 'partition'>,
    parts: readonly Part[],
  ): Promise<Readonly<Record<string, unknown>>>
  /** After a failure or a cancel: takes away what partitions left. Safe to repeat. */
  discard(team: string, job: string, input: Input): Promise<void>
}

/** Which engine carries work to workers. A partition is delivered at least once; the fence makes it count once. */
export interface JobEngine {
  readonly kind: 'embedded' | 'pg-boss'
  enqueue(team: string, job: string, partitions: readonly number[]): Promise<void>
  /** Starts taking work: at most `concurrency` at once. */
  work(handle: (taken: TakenPartition) => Promise<void>, options: { readonly concurrency: number }): Promise<void>
  /** Stops taking, waits for what runs until `signal`, gives the rest back. */
  close(signal: AbortSignal): Promise<void>
}

export interface TakenPartition {
  readonly team: string
  readonly job: string
  readonly partition: number
  readonly fence: number
  readonly signal: AbortSignal
  /** False once another has taken it. */
  extend(): Promise<boolean>
}
