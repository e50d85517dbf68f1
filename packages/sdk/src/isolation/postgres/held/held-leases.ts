import type { Lease, Leases } from '../../../database/postgres/leases.ts'
import { HeldLink } from './held-link.ts'
import { HeldSession } from './held-session.ts'
import type { Stage } from './stage.ts'

/** Connections of our own database in a world: as from a pool, the one that was given back last comes first. */
export class HeldLeases implements Leases {
  readonly #stage: Stage
  readonly #idle: HeldSession[] = []

  constructor(stage: Stage) {
    this.#stage = stage
  }

  async lease(): Promise<Lease> {
    const session = this.#idle.pop() ?? new HeldSession(true)
    return {
      link: new HeldLink(this.#stage, session),
      release: (discard) => {
        if (discard === undefined && session.state === 'idle' && !session.real) this.#idle.push(session)
        // What fails here fails with the connection, which the next statement tells.
        else this.#stage.end(session).catch(() => {})
      },
    }
  }

  async end(): Promise<void> {}
}
