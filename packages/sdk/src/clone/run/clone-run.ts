import type { GuardedSource } from '../../safety/guarded-source.ts'
import { openGuardedSource } from '../../safety/open-guarded-source.ts'
import type { CloneKeeping } from '../clone-keeping.ts'
import type { CloneOptions } from '../clone-options.ts'
import type { CloneRecord } from '../clone-record.ts'
import type { CloneSide } from '../clone-side.ts'
import type { CloneTracker } from '../clone-tracker.ts'

export const usualWorkers = 2

export interface CloneParts {
  readonly from: CloneSide
  readonly to: CloneSide
  readonly options: CloneOptions
  readonly tracker: CloneTracker
  readonly keeping: CloneKeeping
  /** Of the run that this one goes on with. */
  readonly before: CloneRecord | undefined
}

/** One attempt at one clone: what it opens, it closes. */
export class CloneRun implements AsyncDisposable {
  readonly from: CloneSide
  readonly to: CloneSide
  readonly options: CloneOptions
  readonly tracker: CloneTracker
  readonly keeping: CloneKeeping
  readonly before: CloneRecord | undefined
  readonly signal: AbortSignal
  readonly #opened: AsyncDisposable[] = []
  #source: GuardedSource | undefined

  constructor({ from, to, options, tracker, keeping, before }: CloneParts) {
    this.from = from
    this.to = to
    this.options = options
    this.tracker = tracker
    this.keeping = keeping
    this.before = before
    this.signal = options.signal ?? new AbortController().signal
  }

  /** As it was opened last: with another snapshot than before where the one before was lost. */
  get source(): GuardedSource {
    if (!this.#source) throw new Error('A source is open before anything is made.')
    return this.#source
  }

  async openSource(): Promise<GuardedSource> {
    const { workers = usualWorkers, waive = [], alert, audit, known } = this.options
    const { environment } = this.from
    const opening = openGuardedSource(this.from.url, {
      sessions: workers + 1,
      waivers: waive,
      signal: this.signal,
      alert,
      audit,
      known,
      ...(environment ? { environment: { name: environment.name, type: environment.type } } : {}),
    })
    this.keep({ [Symbol.asyncDispose]: () => closed(opening) })
    this.#source = await opening
    return this.#source
  }

  /** Closed with the run. */
  keep<One extends AsyncDisposable>(one: One): One {
    this.#opened.push(one)
    return one
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#opened.reverse()) await one[Symbol.asyncDispose]()
  }
}

/** Also of one that is still being opened; why one was not is told to whoever waits for it. */
async function closed(opening: Promise<GuardedSource>): Promise<void> {
  const source = await opening.catch(() => undefined)
  await source?.close()
}
