import type { Leak, World } from './world.ts'

export interface Tracking {
  /** Runs after the world has closed or was kept, once. */
  readonly whenClosed?: (() => Promise<void> | void) | undefined
  /** What the world itself cannot see. */
  readonly leaks?: (() => Promise<readonly Leak[]>) | undefined
}

/** The worlds that are open, so that who opened them can close what others forgot. */
export class TrackedWorlds {
  readonly #open = new Set<World>()

  track(world: World, about: Tracking = {}): World {
    const tracked = new TrackedWorld(world, about.leaks, async () => {
      this.#open.delete(tracked)
      await about.whenClosed?.()
    })
    this.#open.add(tracked)
    return tracked
  }

  /** Tries all; throws the first failure. */
  async close(): Promise<void> {
    const ends = await Promise.allSettled([...this.#open].map((world) => world.close()))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }
}

class TrackedWorld implements World {
  readonly engine: World['engine']
  readonly #world: World
  readonly #leaks: () => Promise<readonly Leak[]>
  readonly #whenClosed: () => Promise<void>
  #closing: Promise<void> | undefined

  constructor(world: World, leaks: Tracking['leaks'], whenClosed: () => Promise<void>) {
    this.engine = world.engine
    this.#world = world
    this.#leaks = leaks ?? (async () => [])
    this.#whenClosed = whenClosed
  }

  get isolation() {
    return this.#world.isolation
  }

  get upgrade() {
    return this.#world.upgrade
  }

  get database() {
    return this.#world.database
  }

  get native() {
    return this.#world.native
  }

  url(): Promise<string> {
    return this.#world.url()
  }

  ping(): Promise<void> {
    return this.#world.ping()
  }

  async leaks(): Promise<readonly Leak[]> {
    return (await Promise.all([this.#world.leaks(), this.#leaks()])).flat()
  }

  async keep(): Promise<string> {
    const where = await this.#world.keep()
    this.#closing ??= this.#whenClosed()
    await this.#closing
    return where
  }

  close(): Promise<void> {
    this.#closing ??= this.#world.close().finally(() => this.#whenClosed())
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
