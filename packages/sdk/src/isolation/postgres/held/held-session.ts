import type pg from 'pg'

/**
 * What code takes for a connection of its own. On savepoints all of them are one connection; after an upgrade each has a
 * real one on the clone, which it keeps until it is let go.
 */
export class HeldSession {
  /** failed: an error ended the transaction that was open, up to its ROLLBACK or to a savepoint in it. */
  state: 'idle' | 'open' | 'failed' = 'idle'
  real: Promise<pg.PoolClient> | undefined
  /** Ends when everything that was asked of it is answered. */
  last: Promise<unknown> = Promise.resolve()
  /** Set up as our own reading wants it, not as the user's driver is. */
  readonly ours: boolean
  /** Hears what the server says beside its answers. */
  onNotice: ((notice: unknown) => void) | undefined
  /** Called when it has a connection of its own; what it answers is called when it has that no more. */
  onReal: ((client: pg.PoolClient) => () => void) | undefined
  onNoMoreReal: (() => void) | undefined

  constructor(ours: boolean) {
    this.ours = ours
  }
}
