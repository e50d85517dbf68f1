import { cancelled, refuseAborted } from '../../database/lane.ts'
import type { Clone, Clones } from '../clone.ts'
import { closedWorld } from '../closed-world.ts'

/** The first statements of a test are not to wait for the server to copy a database. */
const delay = 10

/** Clones that are made ahead: taking one waits for nothing while one stands ready, and the next is begun at once. */
export class ClonePool implements Clones {
  readonly #make: (testId?: string) => Promise<Clone>
  readonly #size: number
  /** Ready or under way; the oldest first. */
  readonly #ahead: Promise<Clone>[] = []
  readonly #taken = new Set<Clone>()
  #soon: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined

  constructor(make: (testId?: string) => Promise<Clone>, size: number) {
    this.#make = make
    this.#size = size
  }

  #fillSoon(): void {
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => this.#fill(), delay).unref()
  }

  #fill(): void {
    while (!this.#closing && this.#ahead.length < this.#size) {
      const clone = this.#make()
      // Whoever takes it learns what failed, by his own attempt.
      clone.catch(() => this.#forget(clone))
      this.#ahead.push(clone)
    }
  }

  async take({ testId, signal }: Parameters<Clones['take']>[0]): Promise<Clone> {
    refuseAborted(signal)
    if (this.#closing) throw closedWorld('take a clone')
    const ahead = this.#ahead.shift()
    const clone = (await ahead?.catch(() => undefined)) ?? (await this.#make(testId))
    // Others may have waited meanwhile, and the pool may have been closed.
    if (signal?.aborted || this.#closing) {
      await clone.release()
      throw signal?.aborted ? cancelled('take a clone') : closedWorld('take a clone')
    }
    this.#taken.add(clone)
    this.#fillSoon()
    return {
      ...clone,
      release: () => clone.release().finally(() => this.#taken.delete(clone)),
      keep: () => clone.keep().finally(() => this.#taken.delete(clone)),
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#soon)
    const made = await Promise.allSettled(this.#ahead.splice(0))
    const clones = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const ends = await Promise.allSettled([...clones, ...this.#taken].map((clone) => clone.release()))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }

  #forget(clone: Promise<Clone>): void {
    const at = this.#ahead.indexOf(clone)
    if (at >= 0) this.#ahead.splice(at, 1)
  }
}
