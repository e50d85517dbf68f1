import type { Verdict } from './verdict.ts'

/** What a session is asked to do: a statement in any form that pg takes, or a COPY … FROM STDIN of ours. */
export type Job = QueryJob | CopyJob

export interface QueryJob {
  readonly kind: 'query'
  /** One of pg's config objects. */
  readonly config: object
  readonly values?: unknown
  readonly text: string
  readonly name: string | undefined
  readonly verdict: Verdict | Promise<Verdict>
  readonly signal?: AbortSignal | undefined
}

export interface CopyJob {
  readonly kind: 'copy'
  readonly text: string
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** All of the chunks, where they are few enough to be kept. */
  readonly kept: readonly Uint8Array[] | undefined
  readonly verdict: Verdict | Promise<Verdict>
  readonly signal?: AbortSignal | undefined
}

/** What came of a job, as far as the same job must come to the same on a clone. */
export type Outcome = { readonly done: string } | { readonly sqlstate: string }
