import type { Actor } from '../auth/actor.ts'

/** What is known of a request beside it. */
export interface Asked {
  readonly requestId: string
  /** By which its route is found. */
  readonly path: string
  /** Who asks, from where, as soon as that is known. */
  actor: Actor | undefined
  ip: string | null | undefined
}
