import type { Database } from '../../database/adapter.ts'
import type { Leftover, TestApiEvent } from './event.ts'
import type { Settings } from './settings.ts'

/** What every operation works with. */
export interface House {
  readonly settings: Settings
  readonly db: Database
  /** Never throws. */
  tell(event: TestApiEvent): void
}

/** Who asks, proven by the signature. */
export interface Caller {
  readonly requestId: string
  readonly testId: string
  readonly owner: string
  /** Its own where the request has none: then every request is another one. */
  readonly idempotencyKey: string
  readonly shadow: boolean
  readonly body: Uint8Array
}

/** The application's own code failed: its log gets what it threw, and nobody else. */
export function tellFailure(house: House, requestId: string | undefined, operation: string, error: unknown): void {
  house.tell({ type: 'failed', requestId, operation, error })
}

export function alert(house: House, testId: string | undefined, failures: readonly Leftover[]): void {
  if (failures.length > 0) house.tell({ type: 'alert', testId, failures })
}
