import type { PostgresLink } from './link.ts'

/** One connection, for as long as it is needed. */
export interface Lease {
  readonly link: PostgresLink
  /** discard: nobody else gets this connection, whatever its settings are now. */
  release(discard?: 'discard'): void
}

/** Where the connections of a database come from. */
export interface Leases {
  lease(): Promise<Lease>
  /** After the last lease was released. */
  end(): Promise<void>
}
