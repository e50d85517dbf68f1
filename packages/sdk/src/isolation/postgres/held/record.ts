import type { HeldSession } from './held-session.ts'
import type { Job, Outcome, QueryJob } from './job.ts'
import { bytesOf, keptValues } from './kept-values.ts'

/** One thing that the test did: what is needed to do it again, and what came of it. */
export interface RecordEntry {
  readonly session: HeldSession
  readonly text: string
  readonly name: string | undefined
  /** Parameters of a statement, or the bytes of a COPY. */
  readonly values: unknown
  readonly kind: 'query' | 'copy'
  readonly outcome: Outcome
  /** Begins, ends or divides a transaction, or changes the session: it is needed even where nothing was written. */
  readonly shapes: boolean
  /** Which of the test's transactions it was in, if any: it may hold locks while that is open. */
  readonly transaction: number | undefined
}

/** Enough for what one test does; a test that does more can still be had on savepoints, but not move any more. */
const mostEntries = 5000
const mostBytes = 8 * 1024 * 1024

/** What a test did up to now, in order. */
export class TestRecord {
  #entries: RecordEntry[] = []
  #bytes = 0
  #overfull = false

  get entries(): readonly RecordEntry[] {
    return this.#entries
  }

  get isOverfull(): boolean {
    return this.#overfull
  }

  /** A transaction that only read is over: nothing of it has to be done again. */
  forget(transaction: number): void {
    this.#entries = this.#entries.filter((entry) => entry.transaction !== transaction)
  }

  /** Before the job runs, for its values may change afterwards; the answer is told what came of it. */
  note(
    session: HeldSession,
    job: Job,
    about: { readonly shapes: boolean; readonly transaction: number | undefined },
  ): (outcome: Outcome) => void {
    if (this.#overfull) return () => {}
    const values = job.kind === 'copy' ? job.kept : keptValues(valuesOf(job))
    this.#bytes += job.text.length + bytesOf(values)
    const tooMuch = this.#entries.length >= mostEntries || this.#bytes > mostBytes
    if (tooMuch || (job.kind === 'copy' && !job.kept)) {
      this.#overfull = true
      this.#entries = []
      return () => {}
    }
    const { kind, text } = job
    const name = job.kind === 'query' ? job.name : undefined
    return (outcome) => {
      if (!this.#overfull) this.#entries.push({ session, kind, text, name, values, outcome, ...about })
    }
  }
}

function valuesOf({ config, values }: QueryJob): unknown {
  if (values !== undefined && values !== null && typeof values !== 'function') return values
  return typeof config === 'object' && config !== null && 'values' in config ? config.values : undefined
}
