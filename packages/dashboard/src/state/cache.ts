import type { TeamEvent } from '../api.ts'
import { type EventPattern, isOfPattern } from './heard.ts'

interface Entry {
  value: unknown
  /** Something has happened since that may have changed it. */
  stale: boolean
  readonly changedBy: readonly EventPattern[]
}

/** What was read, by the address and what was asked: shown at once when somebody comes back, and looked at anew if it is old. */
export class Cache {
  readonly #entries = new Map<string, Entry>()
  readonly #readers = new Set<(event: TeamEvent | undefined) => void>()
  readonly #most: number
  #removals = 0

  constructor(most = 200) {
    this.#most = most
  }

  /** A miss is undefined, and nothing is kept that is. */
  find(key: string): { readonly value: unknown; readonly stale: boolean } | undefined {
    return this.#entries.get(key)
  }

  keep(key: string, value: unknown, changedBy: readonly EventPattern[]): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, stale: false, changedBy })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#most) break
      this.#entries.delete(oldest)
    }
  }

  /** Something happened: what it may have changed is stale. Undefined: anything may have. */
  heard(event: TeamEvent | undefined): void {
    for (const entry of this.#entries.values()) {
      if (event === undefined || isOfPattern(entry.changedBy, event.type)) entry.stale = true
    }
    for (const reader of this.#readers) reader(event)
  }

  /** Told of everything that is heard. */
  listen(reader: (event: TeamEvent | undefined) => void): () => void {
    this.#readers.add(reader)
    return () => void this.#readers.delete(reader)
  }

  /** While `work` takes away what is shown: of that nothing is looked at anew, though its end is heard before the answer. */
  async removing<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#removals++
    try {
      return await work()
    } finally {
      this.#removals--
    }
  }

  get isRemoving(): boolean {
    return this.#removals > 0
  }

  clear(): void {
    this.#entries.clear()
  }
}

export const cache = new Cache()
