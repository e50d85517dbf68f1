import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Session } from '../../database/adapter.ts'
import { lockGraph } from './lock-graph.ts'

/** Somebody who works on a connection of its own. */
export interface Actor {
  readonly name: string
  /** By which the lock graph knows it; null where nobody ever waits. */
  readonly pid: number | null
}

export interface Wait {
  readonly actor: string
  readonly for: readonly string[]
}

/** Questions in a row before somebody gives the processor away. */
const eager = 50
const longestPause = 16

/**
 * Lets actors take steps one after the other, though some of them wait for others. Whether one waits is asked of the
 * lock graph, so that no step depends on how fast anything is.
 */
export class Stage {
  readonly #watcher: Session
  readonly #actors: readonly Actor[]
  readonly #working = new Map<Actor, Promise<void>>()
  #finished = 0
  #failure: { readonly thrown: unknown } | undefined

  constructor(watcher: Session, actors: readonly Actor[]) {
    this.#watcher = watcher
    this.#actors = actors
  }

  isWorking(actor: Actor): boolean {
    return this.#working.has(actor)
  }

  get isIdle(): boolean {
    return this.#working.size === 0
  }

  /**
   * The actor begins with this once it is done with what it began before.
   * @param work what it throws ends the whole play
   */
  start(actor: Actor, work: () => Promise<void>): void {
    const before = this.#working.get(actor) ?? Promise.resolve()
    const now: Promise<void> = before.then(work).then(
      () => this.#finish(actor, now),
      (thrown: unknown) => {
        this.#failure ??= { thrown }
        this.#finish(actor, now)
      },
    )
    this.#working.set(actor, now)
  }

  /** Starts, and settles. */
  async step(actor: Actor, work: () => Promise<void>): Promise<readonly Wait[]> {
    this.start(actor, work)
    return await this.settle()
  }

  /** Until all have either finished or wait for another one: who waits. */
  async settle(): Promise<readonly Wait[]> {
    for (let asked = 0; ; asked++) {
      if (asked > eager) await setTimeout(Math.min(asked - eager, longestPause))
      else await setImmediate()
      if (this.#failure) throw this.#failure.thrown
      const working = [...this.#working]
      if (working.length === 0) return []
      const finished = this.#finished
      if (working.some(([{ pid }]) => pid === null)) {
        await Promise.race(working.map(([, work]) => work))
        continue
      }
      const graph = await lockGraph(this.#watcher, this.#pids())
      if (finished !== this.#finished) continue
      // Whoever runs may set free whoever waits for it: only when all wait nothing changes by itself.
      const waits = working.flatMap(([{ name, pid }]) => {
        const blockers = graph.get(pid ?? 0)
        return blockers ? [{ actor: name, for: blockers.map((blocker) => this.#nameOf(blocker)) }] : []
      })
      if (waits.length === working.length) return waits
    }
  }

  /** Until one more has finished, where those that wait are to be set free by the server, or by somebody else. */
  async untilNext(): Promise<readonly Wait[]> {
    await Promise.race(this.#working.values())
    return await this.settle()
  }

  /** Until all have finished; those that wait in a circle are set free by the server. */
  async drain(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values())
    if (this.#failure) throw this.#failure.thrown
  }

  #finish(actor: Actor, work: Promise<void>): void {
    this.#finished++
    if (this.#working.get(actor) === work) this.#working.delete(actor)
  }

  #pids(): number[] {
    return this.#actors.flatMap(({ pid }) => pid ?? [])
  }

  #nameOf(pid: number): string {
    return this.#actors.find((actor) => actor.pid === pid)?.name ?? String(pid)
  }
}
