import type { z } from 'zod'
import type { Action } from '../../auth/permissions.ts'
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
  /** Which taking of it this is. */
  readonly fence: number
  /**
   * First in each transaction that a run writes rows of the team in: it throws once another has taken the partition, or
   * the job has ended.
   */
  guard(tx: TeamTransaction): Promise<void>
  /** Of the first partition of what is led: offers the others, as far as nobody has them, to workers. */
  callForHelp(): Promise<void>
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
  /** What whoever cancels one needs besides jobs.cancel. */
  readonly cancelNeeds?: Action
  /** What it does happens at once: while it is under way nobody could say what a cancel would leave. */
  readonly atOnce?: true
  /** What a caller asks for; a retry asks for it again. */
  readonly request: z.ZodType<Request>
  readonly input: z.ZodType<Input>
  /** What a partition leaves for the finish: small, it stands in a row. */
  readonly part: z.ZodType<Part>
  /** Once, of an authorized caller; makes room for what will be. Throws where the request is of no use. */
  accept(call: Call, team: string, job: string, request: Request): Promise<Accepted<Input>>
  run(run: PartitionRun<Input>): Promise<Part>
  /**
   * Where it is there, the first partition is all of the work, and the others are places of workers that help with it: they
   * are offered when it calls for help, give nothing, fail nothing, and are over when it is.
   */
  help?(run: PartitionRun<Input>): Promise<void>
  /** When all partitions are done, with what they gave, in order. It may run twice, and `complete` succeeds once. */
  finish(run: FinishRun<Input>, parts: readonly Part[]): Promise<void>
  /** After a failure or a cancel: takes away what was left. Safe to repeat. */
  discard(team: string, job: string, input: Input): Promise<void>
}

/** A kind that looks at what comes out of the store before it believes it. */
export interface RegisteredKind {
  readonly kind: string
  readonly cancelNeeds?: Action | undefined
  readonly atOnce?: true | undefined
  accept(call: Call, team: string, job: string, request: unknown): Promise<Accepted<unknown>>
  run(run: PartitionRun<unknown>): Promise<unknown>
  help?: ((run: PartitionRun<unknown>) => Promise<void>) | undefined
  finish(run: FinishRun<unknown>, parts: readonly unknown[]): Promise<void>
  discard(team: string, job: string, input: unknown): Promise<void>
}
export type JobKinds = ReadonlyMap<string, RegisteredKind>

export function registerKind<Request, Input, Part>(kind: JobKind<Request, Input, Part>): RegisteredKind {
  const inputOf = (raw: unknown) => kind.input.parse(raw)
  const help = kind.help?.bind(kind)
  return {
    kind: kind.kind,
    cancelNeeds: kind.cancelNeeds,
    atOnce: kind.atOnce,
    accept: async (call, team, job, request) => kind.accept(call, team, job, kind.request.parse(request)),
    run: async (run) => kind.run({ ...run, input: inputOf(run.input) }),
    help: help && (async (run) => help({ ...run, input: inputOf(run.input) })),
    finish: async (run, parts) => {
      const read = parts.map((part) => kind.part.parse(part))
      await kind.finish({ ...run, input: inputOf(run.input) }, read)
    },
    discard: async (team, job, input) => kind.discard(team, job, inputOf(input)),
  }
}
