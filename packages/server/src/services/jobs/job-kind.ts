import type { z } from 'zod'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import type { TeamNote } from '../change.ts'

export interface JobProgress {
  readonly done: number
  readonly of: number
  readonly rows?: number
  readonly bytes?: number
}
export type JobLogLevel = 'info' | 'warning' | 'error'

/** What a job may do while it runs. Others may run the same partition already: the guard knows. */
interface Run<Input> {
  readonly team: string
  readonly job: string
  /** As the server itself, for whoever started the job. Its signal: cancelled, closing, or the lease is lost. */
  readonly call: Call
  readonly input: Input
  readonly partitions: number
  readonly signal: AbortSignal
  /** Costs nothing: it is written once a second at most. */
  progress(progress: JobProgress): void
  /** Names, counts and hashes; never a value of the data. */
  log(level: JobLogLevel, text: string): Promise<void>
}
export interface PartitionRun<Input> extends Run<Input> {
  /** From 0. */
  readonly partition: number
  /**
   * First in each transaction that a run writes rows of the team in: it throws once another has taken the partition, or
   * the job has ended.
   */
  guard(tx: TeamTransaction): Promise<void>
}
export interface FinishRun<Input> extends Run<Input> {
  /**
   * First in the one transaction that publishes: the job is completed by that, or it throws and nothing is. The result
   * is ids and counts.
   */
  complete(tx: TeamTransaction, note: TeamNote, result: Readonly<Record<string, unknown>>): Promise<void>
}

export interface Accepted<Input> {
  /** What a run needs; it is kept sealed. */
  readonly input: Input
  /** Into how many pieces it is cut that any worker takes: at least 1. */
  readonly partitions: number
}

/** One kind of work. Partitions may run anywhere, in any order, twice: what they write is named by what it is. */
export interface JobKind<Request, Input, Part> {
  readonly kind: string
  /** What a caller asks for; a retry asks for it again. */
  readonly request: z.ZodType<Request>
  readonly input: z.ZodType<Input>
  /** What a partition leaves for the finish: small, it stands in a row. */
  readonly part: z.ZodType<Part>
  /** Once, of an authorized caller; makes room for what will be. Throws where the request is of no use. */
  accept(call: Call, team: string, job: string, request: Request): Promise<Accepted<Input>>
  run(run: PartitionRun<Input>): Promise<Part>
  /** When all partitions are done, with what they gave, in order. It may run twice, and `complete` succeeds once. */
  finish(run: FinishRun<Input>, parts: readonly Part[]): Promise<void>
  /** After a failure or a cancel: takes away what was left. Safe to repeat. */
  discard(team: string, job: string, input: Input): Promise<void>
}

/** A kind that looks at what comes out of the store before it believes it. */
export interface RegisteredKind {
  readonly kind: string
  accept(call: Call, team: string, job: string, request: unknown): Promise<Accepted<unknown>>
  run(run: PartitionRun<unknown>): Promise<unknown>
  finish(run: FinishRun<unknown>, parts: readonly unknown[]): Promise<void>
  discard(team: string, job: string, input: unknown): Promise<void>
}
export type JobKinds = ReadonlyMap<string, RegisteredKind>

export function registerKind<Request, Input, Part>(kind: JobKind<Request, Input, Part>): RegisteredKind {
  const inputOf = (raw: unknown) => kind.input.parse(raw)
  return {
    kind: kind.kind,
    accept: async (call, team, job, request) => kind.accept(call, team, job, kind.request.parse(request)),
    run: async (run) => kind.run({ ...run, input: inputOf(run.input) }),
    finish: async (run, parts) => {
      const read = parts.map((part) => kind.part.parse(part))
      await kind.finish({ ...run, input: inputOf(run.input) }, read)
    },
    discard: async (team, job, input) => kind.discard(team, job, inputOf(input)),
  }
}
